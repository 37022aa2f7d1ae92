#include "harness/elsewhere/analysis.hh"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hopproof::elsewhere {

Analysis::Analysis(Evidence evidence, std::optional<Endpoint> vip)
    : evidence_(std::move(evidence)), vip_(vip) {
  legs_ = find_legs(evidence_);
  conversations_ = find_conversations(evidence_, legs_);
  for (const Conversation& conversation : conversations_)
    views_.push_back(view_of(evidence_, legs_, conversation));
  clocks_ = compare_clocks(evidence_, views_);
  find_services();
  conclude_all();
  group();
  find_unclear();
}

bool Analysis::has_problem() const {
  return std::ranges::any_of(groups_, [&](const Group& group) {
    return findings_[group.findings.front()].conclusion.has_value();
  });
}

/// What is rewritten is a service.
void Analysis::find_services() {
  for (const View& view : views_) {
    const bool rewritten = view.front.destination != view.back.destination;
    if (rewritten && std::ranges::find(services_, view.front.destination) == services_.end())
      services_.push_back(view.front.destination);
  }
}

bool Analysis::is_wanted(const View& view) const {
  const auto is = [&](const Endpoint& service) {
    return std::ranges::any_of(view.conversation.tuples, [&](const trace::Tuple& tuple) {
      return tuple.destination.address == service.address &&
             (service.port == 0 || tuple.destination.port == service.port);
    });
  };
  if (vip_) return is(*vip_);
  return services_.empty() || std::ranges::any_of(services_, is);
}

void Analysis::conclude_all() {
  const Coverage coverage(evidence_);
  for (size_t i = 0; i < views_.size(); ++i)
    findings_.push_back({i, conclude(views_[i], coverage)});
}

void Analysis::group() {
  using Key = std::tuple<std::string, Ending, std::vector<FindingId>, std::string>;
  std::map<Key, size_t> known;
  for (size_t i = 0; i < findings_.size(); ++i) {
    const View& view = views_[findings_[i].view];
    if (view.ending == Ending::unknown) continue;
    if (!is_wanted(view)) {
      ++left_aside_;
      continue;
    }
    const std::string server = view.is_rewritten() || view.server >= 0 ? view.server_name() : "";
    const auto& conclusion = findings_[i].conclusion;
    const Key key{view.service(), view.ending,
                  conclusion ? conclusion->ids : std::vector<FindingId>{}, server};
    const auto [at, is_new] = known.try_emplace(key, groups_.size());
    if (is_new) groups_.push_back({view.service(), server, view.ending, {}});
    groups_[at->second].findings.push_back(i);
  }
  const auto order = [&](const Group& one) {
    const auto& conclusion = findings_[one.findings.front()].conclusion;
    return std::pair(conclusion ? int(conclusion->certainty) : 3, -long(one.findings.size()));
  };
  std::ranges::stable_sort(groups_, {}, order);
}

/// A node that no packet and no name gives a role.
void Analysis::find_unclear() {
  std::set<int> clear;
  for (const View& view : views_)
    for (const int node : {view.client, view.director, view.server}) clear.insert(node);
  for (int node = 0; node < int(evidence_.nodes.size()); ++node) {
    const bool hinted = hint_of(evidence_.nodes[size_t(node)]) != NodeHint::none;
    const bool has_packets = std::ranges::find(evidence_.node_of, node) != evidence_.node_of.end();
    if (!hinted && has_packets && !clear.contains(node))
      unclear_.push_back(evidence_.nodes[size_t(node)]);
  }
}

}  // namespace hopproof::elsewhere
