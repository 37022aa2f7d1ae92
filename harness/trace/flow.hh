#pragma once

#include "harness/base/address.hh"
#include "harness/trace/flow_key.hh"
#include "harness/trace/trace.hh"

#include <string>
#include <vector>

namespace hopproof::trace {

/// The packets of one connection, found from its first tuple. Indices into Trace::journeys, by
/// time.
struct Flow {
  std::vector<int> request;  ///< from the client: the first crossing has the connection's tuple
  std::vector<int> reply;  ///< the first crossing answers a tuple which the request had at some hop
  std::vector<int> errors;  ///< ICMP errors that quote one of its tuples, in either direction
};

/// Two flows of one step with reversed or equal tuples at some hop are distinguished by `key`. A
/// client on the director is not a sender on the wire: its request starts wherever its tuple (with
/// its destination already translated) leaves the node.
Flow find_flow(const Trace& trace, const FlowKey& key);

/// The connections that `client` opened toward one of `targets` (port 0: any port of the address;
/// none: whatever is not an answer)
/// in this trace, by the time of their first packet: how the connections of a program are found.
std::vector<FlowKey> flows_from(const Trace& trace, const std::string& client,
                                const std::vector<Endpoint>& targets);

}  // namespace hopproof::trace
