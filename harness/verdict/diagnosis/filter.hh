#pragma once

#include "harness/case/iptables/rule_fit.hh"
#include "harness/verdict/diagnosis/incident.hh"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// The packet of a crossing as the receiving node's rules see it on its way in.
PacketShape shape_of(const Crossing& crossing);

/// The first rule or policy of `node` that drops or rejects, whose counter moved, and which may
/// have taken this packet. Only of the chains named; chains of the user's own count for all. Rules
/// with -m rpfilter are another cause. nullptr when there is none.
const RuleFact* dropping_rule(const Incident& incident, const std::string& node,
                              const std::vector<std::string_view>& chains,
                              const PacketShape& packet,
                              const std::function<bool(const RuleFact&)>& also = {});

/// A rule of `node` that drops what -m rpfilter refuses, and has done so in this step.
const RuleFact* rpfilter_rule(const Incident& incident, const std::string& node);

/// True for a rule that asks for ctstate or state INVALID.
bool is_about_invalid(const RuleFact& rule);

}  // namespace hopproof
