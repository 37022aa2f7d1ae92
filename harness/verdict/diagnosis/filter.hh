#pragma once

#include "harness/model/rule_fit.hh"
#include "harness/model/rule_set.hh"
#include "harness/verdict/diagnosis/incident.hh"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::verdict {

/// The rules that a node has now, those with `idle` as ones that took no packet; `line` counts
/// facts.rules.
model::RuleSet rules_of(const NodeFacts& facts, Family family,
                        const std::function<bool(const RuleFact&)>& idle = {});

/// The packet of a crossing as the receiving node's rules see it on its way in.
model::PacketShape shape_of(const trace::Crossing& crossing);

/// The rule or policy of `node` that drops or rejects this packet in the chains named, or may: by
/// what the rules say, and only one whose counter moved. Rules with -m rpfilter are another cause.
/// nullptr when there is none.
const RuleFact* dropping_rule(const Incident& incident, const std::string& node,
                              const std::vector<std::string_view>& chains,
                              const model::PacketShape& packet,
                              const std::function<bool(const RuleFact&)>& also = {});

/// A rule of `node` that drops what -m rpfilter refuses, and has done so in this step.
const RuleFact* rpfilter_rule(const Incident& incident, const std::string& node);

/// "", or " of table raw" where it is not filter.
std::string of_table(const RuleFact& rule);
/// "iptables -t raw -I PREROUTING TERMS -j ACCEPT": what lets pass, before this rule, what `terms`
/// name.
std::string accept_before(const RuleFact& rule, std::string_view terms);

/// The packet that answers this one, wherever it comes in.
model::PacketShape reversed(model::PacketShape packet);
/// The rule takes what answers this packet as well, as far as its terms are known here.
bool takes_both_ways(const RuleFact& rule, const model::PacketShape& packet);

/// A DNAT or REDIRECT of the node may give this packet, as it comes in, another destination.
bool may_translate(const Incident& incident, const std::string& node,
                   const model::PacketShape& packet);

/// True for a rule that asks for ctstate or state INVALID.
bool is_about_invalid(const RuleFact& rule);

}  // namespace hopproof::verdict
