#include "harness/verdict/diagnosis/arp.hh"

#include <algorithm>
#include <map>

namespace hopproof::verdict {
namespace {

bool is_question(const trace::Crossing& crossing) {
  const trace::ArpMessage* message = crossing.packet.neighbour_message();
  return message && message->is_request && message->sender != message->target &&
         !message->sender.is_unspecified();
}
bool is_reply(const trace::Crossing& crossing) {
  const trace::ArpMessage* message = crossing.packet.neighbour_message();
  return message && !message->is_request;
}

}  // namespace

std::vector<const trace::Crossing*> replies_for(const trace::Trace& trace,
                                                const IpAddress& address) {
  std::vector<const trace::Crossing*> found;
  for (const trace::Crossing& crossing : trace.crossings) {
    if (is_reply(crossing) && crossing.packet.neighbour_message()->sender == address)
      found.push_back(&crossing);
  }
  return found;
}

bool is_unanswered_request(const trace::Crossing& crossing, const trace::Trace& trace) {
  return is_question(crossing) &&
         replies_for(trace, crossing.packet.neighbour_message()->target).empty();
}

const trace::Crossing* unanswered_question(const trace::Trace& trace, const std::string& node,
                                           const IpAddress& address) {
  const auto found = std::ranges::find_if(trace.crossings, [&](const trace::Crossing& crossing) {
    return is_question(crossing) && crossing.packet.neighbour_message()->target == address &&
           (node.empty() || crossing.from == node) && is_unanswered_request(crossing, trace);
  });
  return found == trace.crossings.end() ? nullptr : &*found;
}

std::set<IpAddress> addresses_answered_twice(const trace::Trace& trace) {
  std::map<IpAddress, std::set<std::string>> who;
  std::set<IpAddress> twice;
  for (const trace::Crossing& crossing : trace.crossings) {
    if (!is_reply(crossing)) continue;
    auto& nodes = who[crossing.packet.neighbour_message()->sender];
    nodes.insert(crossing.from);
    if (nodes.size() > 1) twice.insert(crossing.packet.neighbour_message()->sender);
  }
  return twice;
}

}  // namespace hopproof::verdict
