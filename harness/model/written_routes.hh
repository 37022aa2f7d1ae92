#pragma once

#include "harness/case/case.hh"

#include <functional>
#include <vector>

namespace hopproof::model {

/// Lines of a case by what they are about, in the order of the file.

using WrittenRoutes = std::vector<std::reference_wrapper<const RouteItem>>;
using WrittenPolicyRules = std::vector<std::reference_wrapper<const PolicyRuleItem>>;

/// The node's policy rules that say no (blackhole, unreachable, prohibit; ip-rule(8)) to packets
/// for this destination.
WrittenPolicyRules refusing_rules(const Node& node, const IpAddress& destination);

/// The node's routes that say no to this destination.
WrittenRoutes refusing_routes(const Node& node, const IpAddress& destination);

/// A route for this address alone; of a prefix and metric a table has one.
bool has_host_route(const Node& node, const IpAddress& destination);

/// The line for that destination in that table, which a command would change; null: there is none.
const RouteItem* same_route(const Node& node, const Route& wanted);

/// The routes that the kernel drops when this interface goes down (fib_sync_down_dev).
WrittenRoutes routes_through(const Node& node, const Interface& interface);

}  // namespace hopproof::model
