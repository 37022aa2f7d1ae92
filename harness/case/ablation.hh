#pragma once

#include "harness/case/case.hh"

#include <string>
#include <vector>

namespace hopproof {

/// The paths of everything that can be taken away from a case, NODE.SECTION.NAME, in the order
/// written: addresses (NODE.interfaces.INTERFACE.ADDRESS), routes, rules, sysctls, ipvs, ipset,
/// iptables, ip6tables, nftables and run.
std::vector<std::string> item_paths(const Case& whole);

/// Of these, the ones that do nothing by themselves: chains of the user's own (`-N`, `:CHAIN`, a
/// chain of nftables without a hook) that have rules or are jumped to. They go with their rules.
std::vector<std::string> declaration_paths(const Case& whole);

/// The case without these items. A chain of iptables takes its rules and the jumps to it with it, a
/// set takes what fills it and looks into it with it, a chain of
/// nftables its rules, a service line takes the other lines of its service with it, an
/// address the routes whose gateway or source it was the way to, as in the kernel; a sysctl that is
/// not there has the kernel's default; an unknown path removes nothing.
Case without_items(const Case& whole, const std::vector<std::string>& paths);

}  // namespace hopproof
