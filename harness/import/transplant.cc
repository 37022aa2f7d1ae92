#include "harness/import/transplant.hh"

#include <algorithm>
#include <cctype>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::imports {
namespace {

using NetworkNames = std::map<std::string, std::string>;  ///< of the original, by the import's

void forget_names(Case& deployment) {
  deployment.needs.clear();
  for (Step& step : deployment.steps)
    for (Expect& expect : step.expects) expect.counters.clear();
}

/// Which network of the import is which of the original; two that became one are a difference.
NetworkNames match_networks(const Case& original, const Case& imported,
                            std::vector<std::string>& differences) {
  NetworkNames names;
  for (const Node& node : original.nodes) {
    const Node* twin = imported.find_node(node.name);
    if (twin == nullptr) {
      differences.push_back(fmt::format("node {} is not there", node.name));
      continue;
    }
    for (const Interface& interface : node.interfaces) {
      const Interface* other = twin->find_interface(interface.name);
      if (other == nullptr || other->network.empty() || interface.network.empty()) continue;
      const auto [known, is_new] = names.emplace(other->network, interface.network);
      if (!is_new && known->second != interface.network)
        differences.push_back(fmt::format("{}.{} is on the wire of {}, not on {}", node.name,
                                          interface.name, known->second, interface.network));
    }
  }
  return names;
}

Node with_twin(const Node& node, const Node& twin, const NetworkNames& names) {
  Node rebuilt = twin;
  for (Interface& interface : rebuilt.interfaces)
    if (const auto known = names.find(interface.network); known != names.end())
      interface.network = known->second;
  rebuilt.serves = node.serves;
  rebuilt.files = node.files;
  rebuilt.run = node.run;
  return rebuilt;
}

/// Numbers that the source of the case does not have, as ports chosen at run time: "*".
std::string without_chance(std::string_view text, std::string_view source) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
    const std::string_view number = text.substr(at, end - at);
    const bool is_port = number.size() >= 4 && at > 0 && text[at - 1] == ':';
    if (end == at) {
      out += text[at++];
    } else {
      out += is_port && source.find(number) == std::string_view::npos ? "*" : number;
      at = end;
    }
  }
  return out;
}

std::string way_text(const std::vector<verdict::HopResult>& hops, std::string_view source) {
  std::vector<std::string> texts;
  for (const verdict::HopResult& hop : hops)
    texts.push_back(fmt::format("{}: {}", hop.hop, without_chance(hop.tuple, source)));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string finding_text(const verdict::StepResult& step) {
  std::vector<std::string> texts;
  for (const verdict::FindingResult& finding : step.findings)
    texts.push_back(fmt::format("{} at {}", finding.id, finding.at));
  return fmt::format("{}", fmt::join(texts, ", "));
}

class Comparison {
 public:
  explicit Comparison(std::string source) : source_(std::move(source)) {}

  void compare(const std::string& what, const std::string& original, const std::string& rebuilt) {
    if (original != rebuilt)
      found_.push_back(fmt::format("{}: '{}', rebuilt '{}'", what, original, rebuilt));
  }

  void compare(const verdict::StepResult& original, const verdict::StepResult& rebuilt) {
    const std::string step = fmt::format("step {}", original.number);
    compare(step, std::string(word(original.verdict)), std::string(word(rebuilt.verdict)));
    compare(step + " outcome", original.outcome, rebuilt.outcome);
    compare(step + " findings", finding_text(original), finding_text(rebuilt));
    compare(step + " connections", std::to_string(original.flows.size()),
            std::to_string(rebuilt.flows.size()));
    for (size_t i = 0; i < std::min(original.flows.size(), rebuilt.flows.size()); ++i) {
      const verdict::FlowResult &a = original.flows[i], &b = rebuilt.flows[i];
      compare(step + " request", way_text(a.request, source_), way_text(b.request, source_));
      compare(step + " reply", way_text(a.reply, source_), way_text(b.reply, source_));
    }
  }

  std::vector<std::string> take() { return std::move(found_); }

 private:
  std::string source_;
  std::vector<std::string> found_;
};

}  // namespace

Transplant transplant(const Case& original, const Case& imported) {
  Transplant made{original, original, {}};
  forget_names(made.original);
  forget_names(made.rebuilt);
  const NetworkNames names = match_networks(original, imported, made.differences);
  for (Node& node : made.rebuilt.nodes)
    if (const Node* twin = imported.find_node(node.name)) node = with_twin(node, *twin, names);
  return made;
}

std::vector<std::string> differences_of(const verdict::CaseResult& original,
                                        const verdict::CaseResult& rebuilt) {
  Comparison comparison(original.source);
  comparison.compare("verdict", std::string(word(original.verdict)),
                     std::string(word(rebuilt.verdict)));
  comparison.compare("reason", original.reason, rebuilt.reason);
  for (size_t i = 0; i < std::min(original.steps.size(), rebuilt.steps.size()); ++i)
    comparison.compare(original.steps[i], rebuilt.steps[i]);
  return comparison.take();
}

}  // namespace hopproof::imports
