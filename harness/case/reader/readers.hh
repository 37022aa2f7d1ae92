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

/// The sections of a node that consist of lines. Each line is read with its tool's own grammar; an
/// item whose line is wrong keeps its name, for others may refer to it.
std::vector<RouteItem> read_routes(const YamlNode& section, ParseContext& context);
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
