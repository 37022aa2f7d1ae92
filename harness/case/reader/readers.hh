#pragma once

#include "harness/case/reader/parse_context.hh"

#include <vector>

namespace hopproof {

// The parts of a case, each read in a source named after it. What is wrong is complained about in
// the context, and left out.

/// Reads `nodes` into the context. Its networks are there already.
void read_nodes(const YamlNode& map, ParseContext& context);

/// Reads `interfaces`: name to address, list or {network:, addresses:}, in the order written.
std::vector<Interface> read_interfaces(const YamlNode& map, ParseContext& context);

/// The same of what `ip addr`, `ip link` or `ifconfig` prints: each interface is on the network of
/// its name, else on the one with a subnet of its; `lo` and what has addresses of hosts only on
/// none.
std::vector<Interface> read_pasted_interfaces(const YamlNode& section, ParseContext& context);

/// Reads what `sysctl -a` prints: the sysctls that decide about packets, in an order in which one
/// that sets others comes first. A warning counts what is left out.
std::vector<SysctlItem> read_pasted_sysctls(const YamlNode& section, const Node& node,
                                            ParseContext& context);

/// The sections of a node that consist of lines. Each line is read with its tool's own grammar; an
/// item whose line is wrong keeps its name, for others may refer to it. A pasted block may be what
/// the tool itself prints. Routes that the kernel makes with an address of `interfaces` are no
/// items.
std::vector<RouteItem> read_routes(const YamlNode& section,
                                   const std::vector<Interface>& interfaces, ParseContext& context);
std::vector<PolicyRuleItem> read_rules(const YamlNode& section, ParseContext& context);
std::vector<IpvsItem> read_ipvs(const YamlNode& section, ParseContext& context);
std::vector<IptablesItem> read_iptables(const YamlNode& section, Family family,
                                        ParseContext& context);
std::vector<IpsetItem> read_ipsets(const YamlNode& section, ParseContext& context);
std::vector<RunItem> read_run(const YamlNode& section, ParseContext& context);

/// Reads `nftables`: one text, whose parts are items.
Nftables read_nftables(const YamlNode& section, ParseContext& context);

/// Reads `steps` into the context. Its nodes are there already.
void read_steps(const YamlNode& list, ParseContext& context);

/// Reads `probe` and notes the connection that it holds. `key` is where the probe is named.
Probe read_probe(const YamlNode& key, const YamlNode& map, ParseContext& context);

/// Reads `expect` into the step: a map, or a list of maps.
void read_expect(const YamlNode& key, const YamlNode& node, Step& step, ParseContext& context);

/// Reads `needs` into the context. Its nodes and steps are there already.
void read_needs(const YamlNode& map, ParseContext& context);

}  // namespace hopproof
