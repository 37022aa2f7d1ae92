#include "reports/step_diff.hh"

#include "reports/endpoint_text.hh"

#include <algorithm>
#include <cctype>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::reports {
namespace {

using Lines = std::vector<std::string>;

/// Names for the ports that a kernel chose, so that two runs compare: "1.65.15.140:40000" becomes
/// "1.65.15.140:port1", by the order in which the ports of an address are sighted. A port that the
/// case file writes out is kept.
class PortNames {
 public:
  explicit PortNames(const std::string& case_source) : source_(case_source) {}
  std::string named(const std::string& endpoint);
  /// "client > director: 1.65.15.140:port1 > 100.222.111.1:8000"
  std::string named(const verdict::HopResult& hop);

 private:
  bool is_written(const std::string& port) const;

  const std::string& source_;
  std::map<std::string, std::vector<std::string>> known_;  ///< ports by address
};

bool PortNames::is_written(const std::string& port) const {
  const auto is_digit = [&](size_t at) {
    return at < source_.size() && std::isdigit(static_cast<unsigned char>(source_[at])) != 0;
  };
  for (size_t at = source_.find(port); at != std::string::npos; at = source_.find(port, at + 1)) {
    if (!is_digit(at + port.size()) && (at == 0 || !is_digit(at - 1))) return true;
  }
  return false;
}

std::string PortNames::named(const std::string& endpoint) {
  const EndpointParts parts = endpoint_parts(endpoint);
  if (parts.port.empty() || is_written(parts.port)) return endpoint;
  std::vector<std::string>& known = known_[parts.address];
  auto found = std::ranges::find(known, parts.port);
  if (found == known.end()) found = known.insert(known.end(), parts.port);
  return fmt::format("{}:port{}", parts.address, found - known.begin() + 1);
}

std::string PortNames::named(const verdict::HopResult& hop) {
  const std::string source = named(hop.source);  // first sighted, first numbered
  return fmt::format("{}: {} > {}", hop.hop, source, named(hop.destination));
}

std::string findings(const verdict::StepResult& step) {
  Lines ids;
  for (const verdict::FindingResult& finding : step.findings)
    ids.push_back(finding.at.empty() ? finding.id : finding.id + " at " + finding.at);
  return fmt::format("{}", fmt::join(ids, ", "));
}

/// A connection as lines that compare: who served it, how it ended, and each hop.
struct FlowLines {
  std::string ending;
  Lines request, reply;
};

FlowLines lines_of(const verdict::FlowResult& flow, const std::string& source) {
  PortNames names(source);
  FlowLines lines;
  lines.ending = flow.served.empty() ? flow.outcome : flow.outcome + " by " + flow.served;
  for (const verdict::HopResult& hop : flow.request) lines.request.push_back(names.named(hop));
  for (const verdict::HopResult& hop : flow.reply) lines.reply.push_back(names.named(hop));
  return lines;
}

class Comparison {
 public:
  Comparison(Changes& changes, std::string where) : changes_(changes), where_(std::move(where)) {}

  void text(std::string_view what, const std::string& before, const std::string& after) {
    if (before != after) changes_.push_back({where_ + std::string(what), before, after});
  }
  void ways(std::string_view what, const Lines& before, const Lines& after) {
    for (size_t i = 0; i < std::max(before.size(), after.size()); ++i)
      text(fmt::format("{}, hop {}", what, i + 1), i < before.size() ? before[i] : "",
           i < after.size() ? after[i] : "");
  }

 private:
  Changes& changes_;
  std::string where_;
};

void compare_flows(Changes& changes, const StepOfCase& before, const StepOfCase& after,
                   const std::string& where) {
  const auto& a = before.step.flows;
  const auto& b = after.step.flows;
  for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const FlowLines was = i < a.size() ? lines_of(a[i], before.source) : FlowLines{};
    const FlowLines is = i < b.size() ? lines_of(b[i], after.source) : FlowLines{};
    Comparison compare(changes, where + fmt::format("connection {}: ", i + 1));
    compare.text("ending", was.ending, is.ending);
    compare.ways("request", was.request, is.request);
    compare.ways("reply", was.reply, is.reply);
  }
}

}  // namespace

void step_changes(Changes& changes, const StepOfCase& before, const StepOfCase& after,
                  size_t number) {
  const std::string where = fmt::format("step {}: ", number);
  Comparison compare(changes, where);
  compare.text("verdict", std::string(verdict::word(before.step.verdict)),
               std::string(verdict::word(after.step.verdict)));
  compare.text("outcome", before.step.outcome, after.step.outcome);
  compare.text("findings", findings(before.step), findings(after.step));
  compare_flows(changes, before, after, where);
}

}  // namespace hopproof::reports
