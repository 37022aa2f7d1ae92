#pragma once

#include "harness/model/sysctl_defaults.hh"
#include "netns/namespace.hh"

#include <vector>

namespace hopproof::netns {

/// What a lab sets otherwise than the kernel does, because it only costs time or makes noise: no
/// ICMP rate limit, no IPv6 duplicate detection, no router solicitations. Without IPv6 in the case
/// no link-local address, so that no interface says anything by itself.
std::vector<model::SysctlValue> lab_mood(bool case_uses_ipv6);

/// Brings a new namespace to the kernel's defaults, then to the lab's mood. What a new namespace
/// takes from the host is found out once in a process. Throws MissingCapability where sysctls
/// cannot be written; one that this kernel lacks is left out.
void pin_sysctls(const Namespace& fresh, const std::vector<model::SysctlValue>& mood);

}  // namespace hopproof::netns
