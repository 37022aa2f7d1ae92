#pragma once

#include "harness/elsewhere/view.hh"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace hopproof::elsewhere {

/// What a packet is at a place where it should come by.
enum class Observation : uint8_t {
  seen,
  lost,          ///< the tap there was listening before and after, and its filter lets such pass
  not_observed,  ///< no tap, not listening then, a filter that hides it, or dropped by the kernel
};

/// When and what the captures of each node could see.
class Coverage {
 public:
  explicit Coverage(const Evidence& evidence);

  /// The node's captures saw something well after this packet of its own: it was still listening.
  bool listened_after(int packet) const;
  /// Packets of this tuple, in this direction, are not hidden by a capture filter, as far as it is
  /// known or others of its kind were seen.
  bool shows(int node, const trace::Tuple& tuple) const;
  /// The kernel dropped packets there, or the analysis kept only some: nothing is proven by
  /// absence.
  bool is_complete(int node) const;
  /// Packets from one address to the other were seen there, of whatever connection.
  bool saw(int node, const IpAddress& from, const IpAddress& to) const;
  /// An ICMP redirect went to this address (a packet's index), or -1.
  int redirect_to(const IpAddress& address) const;
  /// Whatever was captured there has this address at one of its ends: it is the node's own.
  bool owns(int node, const IpAddress& address) const;
  /// Both ways of some connection were captured there.
  bool sees_both_ways(int node) const { return both_ways_[size_t(node)]; }

 private:
  const Evidence& evidence_;
  std::vector<int> last_packet_;                                 ///< by node
  std::vector<std::set<trace::Tuple>> tuples_;                   ///< by node
  std::vector<std::set<std::pair<IpAddress, IpAddress>>> ends_;  ///< by node
  std::map<IpAddress, int> redirects_;
  std::vector<bool> both_ways_, dropped_;
};

}  // namespace hopproof::elsewhere
