#pragma once

#include "harness/fix/change.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hopproof::fix {

/// A command as advice gives it, as changes of the case that have its effect from the beginning: ip
/// route, ip rule, ip address, sysctl, iptables, ip6tables, ipvsadm, nft. Empty: it changes nothing
/// that a case holds, or has words to be filled in.
std::vector<Change> changes_of(const Node& node, const std::string& command);

}  // namespace hopproof::fix
