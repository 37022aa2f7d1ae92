#include "vm/place.hh"

#include "harness/run/facts/host_ipvs.hh"
#include "vm/remote_host.hh"

namespace hopproof::vm {

std::unique_ptr<LabHost> place_for(const std::string& director, const VmOptions& options) {
  if (director == "engine" || !why_no_ipvs_here()) return std::make_unique<LocalHost>();
  return std::make_unique<RemoteHost>(options);
}

}  // namespace hopproof::vm
