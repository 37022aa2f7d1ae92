#pragma once

#include "harness/case/iptables/rule_fit.hh"
#include "harness/lint/lint_service.hh"

namespace hopproof {

/// A connection of a service, as POSTROUTING sees its packets.
PacketShape masqueraded_shape(const LintService& service, const IpvsItem& server,
                              const IpAddress& client);

/// The rules of a director that rewrite sources behind routing: MASQUERADE and SNAT.
std::vector<const IptablesItem*> source_rules(const Node& director, Family family);

/// True when IPVS connections of this director are tracked (net.ipv4.vs.conntrack).
bool tracks_connections(const Node& director);

/// True when the source of such a connection is rewritten, or may be.
bool may_be_masqueraded(const LintService& service, const IpvsItem& server,
                        const IpAddress& client);

}  // namespace hopproof
