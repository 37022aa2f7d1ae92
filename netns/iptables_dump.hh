#pragma once

#include "harness/base/address.hh"
#include "netns/iptables_save.hh"
#include "netns/netlink/socket.hh"

#include <vector>

namespace hopproof::netns {

/// The chains and rules that iptables-nft has in the socket's namespace, as nf_tables lists them:
/// what `iptables-save -c` prints, without a program. A rule's `text` is not its words but its
/// expressions in the kernel's own bytes, without counters: equal for equal rules, and only so
/// comparable. Nothing where iptables is the legacy one, which does not use nf_tables. `socket` is
/// one of NETLINK_NETFILTER. Throws SystemError.
std::vector<SavedChain> dump_iptables(netlink::Socket& socket, Family family);

}  // namespace hopproof::netns
