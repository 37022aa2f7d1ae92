#pragma once

#include <optional>

namespace hopproof {

/// hopproof under the name of another program: ipvsadm, ipvsadm-save, ipvsadm-restore, sysctl,
/// modprobe, iptables and ip6tables with their -restore and -save, called in the node of an engine.
/// Does what the real one would do if the engine were the kernel's IPVS, or becomes the real one.
/// nullopt when argv[0] is none of these; otherwise the exit status.
std::optional<int> run_shim(int argc, char** argv);

}  // namespace hopproof
