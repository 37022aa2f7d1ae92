#pragma once

#include "harness/case/reader/parse_context.hh"

#include <vector>

namespace hopproof {

/// Readers of the sections of a node that consist of lines. Each line is read with its tool's own
/// grammar; an item whose line is wrong keeps its name, for others may refer to it.
std::vector<RouteItem> read_routes(const YamlNode& section, ParseContext& context);
std::vector<PolicyRuleItem> read_rules(const YamlNode& section, ParseContext& context);
std::vector<IpvsItem> read_ipvs(const YamlNode& section, ParseContext& context);
std::vector<IptablesItem> read_iptables(const YamlNode& section, Family family,
                                        ParseContext& context);
std::vector<Item> read_run(const YamlNode& section, ParseContext& context);

}  // namespace hopproof
