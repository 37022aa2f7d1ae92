#pragma once

#include "harness/trace/identity.hh"
#include "harness/trace/trace.hh"
#include "harness/trace/tuple.hh"

#include <map>
#include <set>
#include <string>

namespace hopproof::trace {

/// Which tuples a node was seen to rewrite into which, in both directions.
class Rewritings {
 public:
  /// True when this is news.
  bool learn(const std::string& node, const Tuple& in, const Tuple& out);
  bool knows(const std::string& node, const Tuple& in, const Tuple& out) const;
  /// One of the two is known to belong to another.
  bool contradicts(const std::string& node, const Tuple& in, const Tuple& out) const;

 private:
  using Side = std::pair<std::string, Tuple>;
  std::map<Side, std::set<Tuple>> outgoing_, incoming_;
};

/// A packet that came into a node or left it: the ends of its way through the node.
struct PassageEnd {
  int crossing = 0;
  int64_t time_ns = 0;  ///< at the node's own tap
  Identity identity;
  Tuple tuple;
  const Packet* packet = nullptr;
};

/// False when the departure cannot be the arrival passed on, although both have one identity: it
/// left before, it is the answer to it, or it was made here.
bool may_pass(const PassageEnd& arrival, const PassageEnd& departure);

/// How well the two go together, among others with the same identity: what this node was seen to
/// rewrite counts most, then the IP id, then an end of the tuple that is unchanged.
int passage_score(const PassageEnd& arrival, const PassageEnd& departure, const std::string& node,
                  const Rewritings& rewritings);

/// Both have an IP id, and it is the same.
bool same_ip_id(const Packet& a, const Packet& b);

}  // namespace hopproof::trace
