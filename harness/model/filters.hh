#pragma once

#include "harness/model/chain_walk.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::model {

/// Where netfilter sees a packet (NF_INET_PRE_ROUTING and so on).
enum class Hook { prerouting, input, forward, output, postrouting };
std::string_view chain_of(Hook hook);  ///< "PREROUTING"

/// A hook that a packet comes to, and how it looks there.
struct HookStop {
  Hook hook = Hook::input;
  PacketShape packet;
  /// IPVS, at priority 98 to 100, takes it out of INPUT, and at -98 out of OUTPUT (ip_vs_ops4): of
  /// the tables, those before that see it.
  bool taken_by_ipvs = false;
  /// FORWARD: the reply as IPVS leaves it, which is what iptables-nft's security table sees.
  /// OUTPUT: that of a local server, which filter sees, too.
  std::optional<PacketShape> behind_ipvs = std::nullopt;
};

/// What the filters of a node do with a packet.
struct FilterAnswer {
  enum class Kind { passes, takes, cannot_tell };
  Kind kind = Kind::passes;
  std::optional<PlacedRule> rule;  ///< the rule or policy that takes it, or may
  std::string term;                ///< cannot_tell: what is not known, "--ctstate INVALID"
  std::optional<uint32_t> mark;    ///< behind the last hook; nullopt: not known, or taken
};

/// Tries the chains in the order in which the hooks call them: raw -300, mangle -150, nat -100,
/// filter 0 and security 150 (50 with iptables-legacy; enum nf_ip_hook_priorities of
/// linux/netfilter_ipv4.h, and iptables-nft's nft_ipv4.c for 150). A mark goes on from one stop to
/// the next; it begins as the first stop has it. A DNAT or REDIRECT that takes the packet, or may,
/// makes its destination unknown to the chains of the same hook behind it.
FilterAnswer filter(const RuleSet& rules, const std::vector<HookStop>& stops);

}  // namespace hopproof::model
