#pragma once

#include "harness/base/address.hh"
#include "harness/trace/flow_key.hh"
#include "harness/trace/trace.hh"
#include "harness/trace/tuple.hh"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
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

/// The same for many connections of one trace, which must outlive it: what one connection costs
/// does not grow with the number of the others.
class FlowIndex {
 public:
  explicit FlowIndex(const Trace& trace);

  Flow find(const FlowKey& key) const;
  /// The journeys that may be a request of this connection: nothing else is looked at to find its
  /// first packets.
  const std::vector<int>& candidates(const FlowKey& key) const;

 private:
  using Journeys = std::vector<int>;  ///< indices into Trace::journeys, by time

  const Trace& trace_;
  std::map<std::pair<uint8_t, uint16_t>, Journeys> by_port_;  ///< protocol and port of the source
  std::map<Tuple, Journeys> by_tuple_;                        ///< of the first packet
  std::map<Tuple, Journeys> by_quoted_;                       ///< of what an ICMP error quotes
};

/// The connections that `client` opened toward one of `targets` (port 0: any port of the address;
/// none: whatever is not an answer)
/// in this trace, by the time of their first packet: how the connections of a program are found.
std::vector<FlowKey> flows_from(const Trace& trace, const std::string& client,
                                const std::vector<Endpoint>& targets);

}  // namespace hopproof::trace
