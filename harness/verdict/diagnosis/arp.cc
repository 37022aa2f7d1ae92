#include "harness/verdict/diagnosis/arp.hh"

#include <algorithm>
#include <map>

namespace hopproof {
namespace {

bool is_question(const Crossing& crossing) {
  const auto& arp = crossing.packet.arp;
  return arp && arp->is_request && arp->sender != arp->target;
}
bool is_reply(const Crossing& crossing) {
  return crossing.packet.arp && !crossing.packet.arp->is_request;
}

}  // namespace

std::vector<const Crossing*> replies_for(const Trace& trace, const IpAddress& address) {
  std::vector<const Crossing*> found;
  for (const Crossing& crossing : trace.crossings) {
    if (is_reply(crossing) && crossing.packet.arp->sender == address) found.push_back(&crossing);
  }
  return found;
}

bool is_unanswered_request(const Crossing& crossing, const Trace& trace) {
  return is_question(crossing) && replies_for(trace, crossing.packet.arp->target).empty();
}

const Crossing* unanswered_question(const Trace& trace, const std::string& node,
                                    const IpAddress& address) {
  const auto found = std::ranges::find_if(trace.crossings, [&](const Crossing& crossing) {
    return is_question(crossing) && crossing.packet.arp->target == address &&
           (node.empty() || crossing.from == node) && is_unanswered_request(crossing, trace);
  });
  return found == trace.crossings.end() ? nullptr : &*found;
}

std::set<IpAddress> addresses_answered_twice(const Trace& trace) {
  std::map<IpAddress, std::set<std::string>> who;
  std::set<IpAddress> twice;
  for (const Crossing& crossing : trace.crossings) {
    if (!is_reply(crossing)) continue;
    auto& nodes = who[crossing.packet.arp->sender];
    nodes.insert(crossing.from);
    if (nodes.size() > 1) twice.insert(crossing.packet.arp->sender);
  }
  return twice;
}

}  // namespace hopproof
