#pragma once

#include "harness/model/chain_walk.hh"

#include <optional>
#include <string>
#include <vector>

namespace hopproof::model {

/// Whether a node gives a packet that IPVS sends on another source address, and why (not).
struct SourceRewriting {
  enum class Kind {
    none,       ///< no rule is meant for it
    excluded,   ///< none takes it; `rule` is about IPVS, and `term` leaves the packet out
    unknown,    ///< `rule` may take it: `term` decides
    untracked,  ///< `rule` would take it, if IPVS connections were tracked
    rewritten,  ///< by `rule`
  };
  Kind kind = Kind::none;
  std::optional<PlacedRule> rule;
  std::string term;
  std::optional<IpAddress> source;  ///< what it gets, or would; nullopt: not known from here

  bool may_happen() const { return kind == Kind::rewritten || kind == Kind::unknown; }
};

/// Asks nat POSTROUTING, where MASQUERADE and SNAT stand. Only tracked packets come there: IPVS
/// untracks its own while net.ipv4.vs.conntrack is 0 (ip_vs_notrack of net/ip_vs.h; nf_nat_inet_fn
/// passes them), which `tracked` says. `packet` is what POSTROUTING sees of a request.
SourceRewriting source_rewriting(const RuleSet& rules, const PacketShape& packet, bool tracked);

/// The same of a node as its case configures it; with the address that MASQUERADE takes.
SourceRewriting source_rewriting(const Node& director, const PacketShape& packet);

/// The MASQUERADE and SNAT rules that a packet may come to in nat POSTROUTING.
std::vector<PlacedRule> source_rules(const RuleSet& rules);

/// True when IPVS connections of this director are tracked (net.ipv4.vs.conntrack, any value but
/// 0: ip_vs_conntrack_enabled).
bool tracks_connections(const Node& director);

/// A connection's request as POSTROUTING of its director sees it, when IPVS has chosen a server:
/// it goes out where the route to the server does.
PacketShape request_behind_ipvs(const Node& director, const ServiceKey& service,
                                const Endpoint& server, Forwarding method, const Endpoint& client);

}  // namespace hopproof::model
