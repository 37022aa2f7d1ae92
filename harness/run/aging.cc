#include "harness/run/aging.hh"

#include "harness/model/sysctls.hh"

#include <algorithm>
#include <array>
#include <string_view>

namespace hopproof::run {
namespace {

bool may_track(const Node& node) {
  return !node.iptables.empty() || !node.nftables.empty() || !node.ip6tables.empty() ||
         model::Sysctls(node).tracks_ipvs();
}

/// A command may do what the case has no item for.
bool may_track(const std::string& line) {
  constexpr std::array<std::string_view, 3> words{"tables", "nft", "conntrack"};
  return std::ranges::any_of(
      words, [&](std::string_view word) { return line.find(word) != std::string::npos; });
}

bool may_track(const Step& step) {
  const auto* command = std::get_if<NodeCommand>(&step.action);
  return command != nullptr && std::ranges::any_of(command->lines, [](const std::string& line) {
           return may_track(line);
         });
}

}  // namespace

bool only_ipvs_ages(const Case& deployment) {
  const auto of_node = [](const Node& node) { return may_track(node); };
  const auto of_step = [](const Step& step) { return may_track(step); };
  return std::ranges::none_of(deployment.nodes, of_node) &&
         std::ranges::none_of(deployment.steps, of_step);
}

}  // namespace hopproof::run
