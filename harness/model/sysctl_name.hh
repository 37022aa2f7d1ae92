#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hopproof::model {

/// "net.ipv4.conf.eth0/100.rp_filter" -> "net/ipv4/conf/eth0.100/rp_filter": as sysctl(8), the
/// separator that comes first decides. nullopt when it is none of net.*, or climbs out of it.
std::optional<std::string> sysctl_path(std::string_view name);

/// The interface that a path of conf or neigh is about ("eth0.100"); "" for any other sysctl.
std::string sysctl_interface(std::string_view path);

/// True for those whose write changes other sysctls, so that they have to come first: forwarding
/// (inet_forward_change, addrconf_fixup_forwarding).
bool sysctl_resets_others(std::string_view path);

/// Values are equal when they differ in blanks only.
bool same_sysctl_value(std::string_view a, std::string_view b);

}  // namespace hopproof::model
