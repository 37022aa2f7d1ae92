#pragma once

#include "harness/case/case.hh"

#include <string>

namespace hopproof {

/// The deployment of a case as a shell script: the ip, sysctl, iptables and ipvsadm commands that
/// build it by hand, as root, with a named namespace for each node. Ends with how to clean up.
std::string plan(const Case& deployment);

}  // namespace hopproof
