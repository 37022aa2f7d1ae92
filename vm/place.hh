#pragma once

#include "harness/run/lab_host.hh"
#include "vm/keeper_client.hh"

#include <memory>
#include <string>

namespace hopproof::vm {

/// Whether this host's kernel can play director: nullopt when it can, else why not. Found by
/// trying: ipvsadm loads the module where that is allowed. Without root it cannot: IPVS is
/// configured in the first user namespace only.
std::optional<std::string> why_no_ipvs_here();

/// Where labs with this director ("engine", "ipvs", "both") are built: on this host where its
/// kernel can, else in a virtual machine. Both directors meet the same kernel.
std::unique_ptr<LabHost> place_for(const std::string& director, const VmOptions& options);

}  // namespace hopproof::vm
