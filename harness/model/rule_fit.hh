#pragma once

#include "harness/base/address.hh"
#include "harness/case/iptables/iptables.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"

#include <cstdint>
#include <optional>
#include <string>

namespace hopproof::model {

/// A packet as a rule sees it at one hook. What is empty, 0 or nullopt is not known.
struct PacketShape {
  uint8_t protocol = 6;  ///< protocol::any: not known
  Endpoint source, destination;
  std::string in, out;  ///< interfaces
  /// IPVS handled it before this hook: a request from OUTPUT on, a reply behind FORWARD
  /// (skb->ipvs_property).
  bool by_ipvs = false;
  bool is_reply = false;                    ///< of those: `-m ipvs` knows no more of it
  std::optional<Endpoint> virtual_service;  ///< of its IPVS entry
  std::optional<Forwarding> method;         ///< of its server
  std::string state;                        ///< INVALID, NEW, ESTABLISHED, UNTRACKED
  std::optional<uint32_t> mark;
};

/// A packet of which only this is known.
PacketShape packet_between(uint8_t protocol, const Endpoint& source, const Endpoint& destination);

/// Whether a rule takes a packet.
struct RuleFit {
  enum class Fit { fits, excluded, unknown };
  Fit fit = Fit::fits;
  std::string term;  ///< the first that excludes it, "! -s 10.1.0.0/16"; of unknown: what decides
};

/// Evaluates -s -d -p -i -o, the ports of tcp, udp and sctp, multiport, mark, conntrack's states,
/// and -m ipvs as ipvs_mt of net/netfilter/xt_ipvs.c does: its terms, negated or not, take nothing
/// that IPVS has not handled, and of replies only --ipvs does. Any other match decides what is not
/// known here.
RuleFit fit(const IptablesRule& rule, const PacketShape& packet);

/// "-s 10.1.0.0/16", "! --vport 80"
std::string term_text(const MatchOption& option);

/// "0x10/0xff", as --mark and --set-mark take it; without a mask all bits count.
struct MaskedMark {
  uint32_t value = 0;
  uint32_t mask = UINT32_MAX;
};
std::optional<MaskedMark> parse_mark(std::string_view text);

}  // namespace hopproof::model
