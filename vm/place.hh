#pragma once

#include "harness/run/lab_host.hh"
#include "vm/keeper_client.hh"

#include <memory>
#include <string>

namespace hopproof::vm {

/// Where labs with this director ("engine", "ipvs", "both") are built: on this host where its
/// kernel can, else in a virtual machine. Both directors meet the same kernel.
std::unique_ptr<LabHost> place_for(const std::string& director, const VmOptions& options);

}  // namespace hopproof::vm
