#pragma once

#include "harness/case/case.hh"

#include <string>
#include <vector>

namespace hopproof::netns {

/// The deployment of a case as a shell script: the ip, sysctl, iptables and ipvsadm commands that
/// build it by hand, as root, with a named namespace for each node. Ends with how to clean up.
std::string plan(const Case& deployment);

/// What of it configures one node, as one would type it on that node itself: no namespace is named.
std::vector<std::string> commands_on(const Case& deployment, const Node& node);

}  // namespace hopproof::netns
