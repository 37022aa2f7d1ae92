#include "harness/verdict/checks/comparison.hh"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::verdict {
namespace {

/// Gives words to ports, in order of appearance.
class PortWords {
 public:
  explicit PortWords(const std::string& source) : source_(source) {}

  /// "10.0.0.1:40000" -> "10.0.0.1:p1"
  std::string replace(const std::string& endpoint) {
    const size_t colon = endpoint.rfind(':');
    const bool has_port = colon != std::string::npos &&
                          (endpoint.find(':') == colon || endpoint.find("]:") + 1 == colon);
    if (!has_port) return endpoint;
    const std::string port = endpoint.substr(colon + 1);
    if (is_named(port)) return endpoint;
    const auto word = words_.try_emplace(port, fmt::format("p{}", words_.size() + 1)).first;
    return endpoint.substr(0, colon + 1) + word->second;
  }

 private:
  /// Written in the case, as a number of its own and not as the end of a range to choose from.
  bool is_named(const std::string& port) const {
    const auto belongs = [](char c) { return (c >= '0' && c <= '9') || c == '-'; };
    for (size_t at = source_.find(port); at != std::string::npos; at = source_.find(port, at + 1)) {
      const size_t end = at + port.size();
      const bool begins = at == 0 || !belongs(source_[at - 1]);
      if (begins && (end == source_.size() || !belongs(source_[end]))) return true;
    }
    return false;
  }

  const std::string& source_;
  std::map<std::string, std::string> words_;
};

std::string hops_text(const std::vector<HopResult>& hops, PortWords& words) {
  std::string text;
  for (const HopResult& hop : hops)
    text += fmt::format("; {}: {} > {} ttl {}", hop.hop, words.replace(hop.source),
                        words.replace(hop.destination), hop.ttl);
  return text;
}

std::string findings_text(const StepResult& step) {
  std::vector<std::string> ids;
  for (const FindingResult& finding : step.findings) ids.push_back(finding.id);
  return fmt::format("{}", fmt::join(ids, ", "));
}

struct Difference {
  std::string what, engine, ipvs;
};

std::vector<Difference> differences(const StepResult& engine, const StepResult& ipvs,
                                    const std::string& source) {
  std::vector<Difference> found;
  const auto compare = [&](std::string what, std::string a, std::string b) {
    if (a != b) found.push_back({std::move(what), std::move(a), std::move(b)});
  };
  compare("outcome", engine.outcome, ipvs.outcome);
  compare("findings", findings_text(engine), findings_text(ipvs));
  compare("number of connections", std::to_string(engine.flows.size()),
          std::to_string(ipvs.flows.size()));
  std::vector<std::string> ours, theirs;
  for (const FlowResult& flow : engine.flows) ours.push_back(comparable(flow, source));
  for (const FlowResult& flow : ipvs.flows) theirs.push_back(comparable(flow, source));
  // Connections that are open at once may come in any order.
  if (std::ranges::is_permutation(ours, theirs)) return found;
  for (size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i)
    compare(fmt::format("connection {}", i + 1), ours[i], theirs[i]);
  return found;
}

void add_mismatch(StepResult& step, const Difference& difference) {
  MismatchResult mismatch;
  mismatch.claim = "both";
  mismatch.place = step.place;
  mismatch.message = fmt::format("the engine and kernel IPVS differ: {}", difference.what);
  mismatch.wanted = difference.ipvs;
  mismatch.seen = difference.engine;
  step.mismatches.push_back(std::move(mismatch));
  step.verdict = Verdict::failed;
}

bool ran(const CaseResult& result) {
  return result.verdict == Verdict::passed || result.verdict == Verdict::failed;
}

}  // namespace

std::string comparable(const FlowResult& flow, const std::string& case_source) {
  PortWords words(case_source);
  return fmt::format("{} {} > {}: {}, served by {}; request{}; reply{}", flow.protocol,
                     words.replace(flow.local), flow.remote, flow.outcome,
                     flow.server.empty() ? flow.served : flow.server,
                     hops_text(flow.request, words), hops_text(flow.reply, words));
}

void compare_directors(CaseResult& engine, const CaseResult& ipvs) {
  if (!ran(engine) || !ran(ipvs)) return;
  for (size_t i = 0; i < std::min(engine.steps.size(), ipvs.steps.size()); ++i) {
    for (const Difference& difference :
         differences(engine.steps[i], ipvs.steps[i], engine.source)) {
      add_mismatch(engine.steps[i], difference);
      engine.verdict = Verdict::failed;
    }
  }
}

}  // namespace hopproof::verdict
