#pragma once

#include "harness/trace/trace.hh"

#include <set>
#include <string>
#include <vector>

namespace hopproof::verdict {

/// An ARP question, or IPv6 neighbour solicitation, that no reply in this trace answers.
bool is_unanswered_request(const trace::Crossing& crossing, const trace::Trace& trace);

/// The first unanswered question for `address` that `node` asked (node "": anybody), or null.
const trace::Crossing* unanswered_question(const trace::Trace& trace, const std::string& node,
                                           const IpAddress& address);

/// Every reply that shows where this address is.
std::vector<const trace::Crossing*> replies_for(const trace::Trace& trace,
                                                const IpAddress& address);

/// Addresses for which two nodes answered.
std::set<IpAddress> addresses_answered_twice(const trace::Trace& trace);

}  // namespace hopproof::verdict
