#pragma once

#include "harness/trace/trace.hh"

#include <set>
#include <string>
#include <vector>

namespace hopproof {

/// An ARP question that no reply in this trace answers.
bool is_unanswered_request(const Crossing& crossing, const Trace& trace);

/// The first unanswered question for `address` that `node` asked (node "": anybody), or null.
const Crossing* unanswered_question(const Trace& trace, const std::string& node,
                                    const IpAddress& address);

/// Every reply that shows where this address is.
std::vector<const Crossing*> replies_for(const Trace& trace, const IpAddress& address);

/// Addresses for which two nodes answered.
std::set<IpAddress> addresses_answered_twice(const Trace& trace);

}  // namespace hopproof
