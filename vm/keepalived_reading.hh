#pragma once

#include "harness/case/prints/keepalived.hh"
#include "vm/keeper_client.hh"

#include <span>
#include <string>
#include <vector>

namespace hopproof::vm {

/// What the real keepalived made of a configuration.
struct KeepalivedReading {
  /// As if pasted from the host: prompts, `ipvsadm -Sn`, `ipvsadm -Ln --thresholds`, `ip -o addr`.
  std::string text;
  std::vector<std::string> remarks;  ///< what keepalived itself complained about
};

/// Executes keepalived in a virtual machine, never on this host, for a configuration starts
/// programs. Takes 2 minutes at most. Throws MissingCapability where there is no machine or no
/// keepalived, HostError where keepalived ends or does not come up.
KeepalivedReading read_by_keepalived(std::span<const KeepalivedFile> files, const std::string& id,
                                     const VmOptions& options);

}  // namespace hopproof::vm
