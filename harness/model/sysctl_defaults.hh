#pragma once

#include <string>
#include <vector>

namespace hopproof::model {

struct SysctlValue {
  std::string path;  ///< below /proc/sys: "net/ipv4/ip_forward"
  std::string value;
};

/// The kernel's own value of every sysctl that can decide an outcome (Documentation/networking/
/// ip-sysctl.rst, and the initializers of ipv4_devconf and ipv6_devconf), in an order in which they
/// may be written: those that reset others first. A new namespace takes some of them from the host.
const std::vector<SysctlValue>& kernel_defaults();

/// Those of net.ipv4.vs that can decide an outcome: they belong to the director and are there with
/// it (ip_vs_control_net_init_sysctl).
const std::vector<SysctlValue>& director_defaults();

}  // namespace hopproof::model
