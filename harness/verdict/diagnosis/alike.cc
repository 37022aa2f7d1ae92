#include "harness/verdict/diagnosis/alike.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::verdict {
namespace {

struct Group {
  FindingResult finding;
  std::string gist;                ///< what is said, without the server's name
  std::vector<std::string> nodes;  ///< the servers of which it is said
};

std::string node_of(const FindingResult& finding) {
  return finding.at.substr(0, finding.at.find('.'));
}

bool is_server(const FindingResult& finding, const std::vector<std::string>& servers) {
  return std::ranges::find(servers, node_of(finding)) != servers.end();
}

/// "rs1 refuses: ..." and "rs2 refuses: ..." say the same.
std::string gist_of(const FindingResult& finding) {
  std::string gist = finding.id + ' ' + finding.text;
  const std::string node = node_of(finding);
  for (size_t at = gist.find(node); at != std::string::npos; at = gist.find(node, at + 1))
    gist.replace(at, node.size(), "*");
  return gist;
}

void join(Group& group, FindingResult&& other) {
  group.nodes.push_back(node_of(other));
  FindingResult& first = group.finding;
  first.flows.insert(first.flows.end(), other.flows.begin(), other.flows.end());
  // What is to be done at the director is to be done once.
  for (RemedyResult& remedy : other.remedy)
    if (std::ranges::none_of(first.remedy, [&](const RemedyResult& known) {
          return known.node == remedy.node && known.command == remedy.command;
        }))
      first.remedy.push_back(std::move(remedy));
}

}  // namespace

std::vector<FindingResult> with_alike_merged(std::vector<FindingResult> findings,
                                             const std::vector<std::string>& servers) {
  std::vector<Group> groups;
  for (FindingResult& finding : findings) {
    const std::string gist = gist_of(finding);
    const auto known = std::ranges::find(groups, gist, &Group::gist);
    if (known != groups.end() && is_server(finding, servers) &&
        is_server(known->finding, servers)) {
      join(*known, std::move(finding));
    } else {
      const std::string node = node_of(finding);
      groups.push_back({std::move(finding), gist, {node}});
    }
  }
  std::vector<FindingResult> merged;
  for (Group& group : groups) {
    if (group.nodes.size() > 1)
      group.finding.text = fmt::format("{} servers alike ({}): {}", group.nodes.size(),
                                       fmt::join(group.nodes, ", "), group.finding.text);
    merged.push_back(std::move(group.finding));
  }
  return merged;
}

}  // namespace hopproof::verdict
