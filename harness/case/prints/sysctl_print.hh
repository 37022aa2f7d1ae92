#pragma once

#include "harness/case/prints/print.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

struct PrintedSysctl {
  std::string name;  ///< with dots; '/' stands for the dot of an interface such as eth0.100
  std::string value;
  PrintPlace place;
};
struct PrintedSysctls : Printed {
  std::vector<PrintedSysctl> sysctls;  ///< those that a node of a case can have
  std::vector<PrintedSysctl> others;   ///< of the kernel as a whole, or of no part of the network
};

/// Reads `sysctl -a`, sysctl.conf, and `grep . /proc/sys/net/...`. A name that comes twice counts
/// as the last one says.
PrintedSysctls read_sysctl_print(std::string_view text);

/// Does it decide about the packets of its network namespace? Counters, buffers, and what belongs
/// to the kernel as a whole do not.
bool is_sysctl_of_a_node(std::string_view name);

/// The interface in "net.ipv4.conf.lan.rp_filter", "all" and "default" too; "" for other sysctls.
/// In a name '/' stands for the dot of an interface such as eth0.100, as in sysctl(8).
std::string interface_of_sysctl(std::string_view name);

}  // namespace hopproof
