#include "harness/ablate/broken_step.hh"
#include "harness/fix/candidates.hh"
#include "harness/fix/command_change.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::fix {
namespace {

/// "iptables -I INPUT ... && ipvsadm ...": each by itself.
std::vector<Change> changes_of_all(const Node& node, std::string commands) {
  std::vector<Change> all;
  while (!commands.empty()) {
    const size_t end = std::min(commands.find(" && "), commands.size());
    auto some = changes_of(node, commands.substr(0, end));
    if (some.empty()) return {};
    std::ranges::move(some, std::back_inserter(all));
    commands.erase(0, std::min(end + 4, commands.size()));
  }
  return all;
}

}  // namespace

void add_advice(const FixScene& scene, Candidates& found) {
  const verdict::StepResult* broken = ablate::first_broken(scene.failing);
  if (broken == nullptr) return;
  for (const verdict::FindingResult& finding : broken->findings) {
    Candidate together{fmt::format("all that is advised for {}", finding.id), {}, 3};
    for (const verdict::RemedyResult& remedy : finding.remedy) {
      const Node* node = scene.whole.find_node(remedy.node);
      if (node == nullptr) continue;
      std::vector<Change> changes = changes_of_all(*node, remedy.command);
      if (changes.empty()) continue;
      for (Change& change : changes) {
        if (!remedy.note.empty()) change.shown.note = remedy.note;
        together.changes.push_back(change);
      }
      found.push_back(
          {fmt::format("'{}' on {}", remedy.command, remedy.node), std::move(changes), 1});
    }
    found.push_back(std::move(together));
  }
}

}  // namespace hopproof::fix
