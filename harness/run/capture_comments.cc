#include "harness/run/capture_comments.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::run {
namespace {

std::string addresses_of(const Case& deployment, const trace::TapInfo& tap) {
  const Node* node = deployment.find_node(tap.node);
  if (node == nullptr) return "";
  std::vector<std::string> texts;
  for (const Interface& interface : node->interfaces) {
    if (interface.name != tap.interface) continue;
    for (const InterfaceAddress& address : interface.addresses) texts.push_back(address.text);
  }
  return fmt::format("{}", fmt::join(texts, " "));
}

std::string comment_of(const Case& deployment, const trace::TapInfo& tap) {
  const std::string addresses = addresses_of(deployment, tap);
  return fmt::format("{}{} of {}{}{} on network {}",
                     tap.switch_side ? "the switch's port for " : "", tap.interface, tap.node,
                     addresses.empty() ? "" : ", ", addresses, tap.network);
}

void add(std::map<int, std::string>& comments, int frame, const std::string& text) {
  if (frame == 0) return;
  std::string& comment = comments[frame];
  comment += comment.empty() ? text : "; " + text;
}

}  // namespace

std::vector<std::string> interface_comments(const Case& deployment,
                                            const std::vector<trace::TapInfo>& taps) {
  std::vector<std::string> comments;
  for (const trace::TapInfo& tap : taps) comments.push_back(comment_of(deployment, tap));
  return comments;
}

std::map<int, std::string> frame_comments(const verdict::StepResult& step) {
  std::map<int, std::string> comments;
  for (const verdict::FindingResult& finding : step.findings) {
    for (const int id : finding.crossings) {
      const auto crossing = std::ranges::find(step.crossings, id, &verdict::CrossingResult::id);
      if (crossing != step.crossings.end())
        add(comments, crossing->frame, fmt::format("finding {}: {}", finding.id, finding.text));
    }
  }
  for (const verdict::MismatchResult& mismatch : step.mismatches)
    add(comments, mismatch.frame, "failed: " + mismatch.message);
  return comments;
}

}  // namespace hopproof::run
