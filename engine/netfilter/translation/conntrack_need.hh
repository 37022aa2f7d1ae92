#pragma once

#include "harness/base/address.hh"
#include "netns/netlink/socket.hh"

namespace hopproof::netfilter {

/// Which families a rule touches.
struct Families {
  bool v4 = false, v6 = false;
  bool has(Family family) const { return family == Family::v4 ? v4 : v6; }
  bool operator==(const Families&) const = default;
};

/// Reads an NFT_MSG_NEWRULE: the families in which it switches connection tracking on, if it is not
/// of our own table. The kernel tracks in a namespace exactly while such rules exist.
Families conntrack_need_of(const nlmsghdr& new_rule);

/// Watches the namespace's nf_tables rules, iptables-nft's among them.
class ConntrackNeed {
 public:
  ConntrackNeed();

  int fd() const { return events_.fd(); }
  /// Without waiting: takes note of changes up to now; true when the need differs from before.
  bool update();
  const Families& families() const { return families_; }

 private:
  Families read_rules();

  netlink::Socket events_;
  netlink::Socket questions_;
  Families families_;
};

}  // namespace hopproof::netfilter
