#include "harness/faults/fault.hh"

#include <fmt/format.h>

namespace hopproof::faults {

std::vector<Fault> faults_of(const Deployment& deployment) {
  std::vector<Fault> found;
  add_filter_faults(deployment, found);
  add_route_faults(deployment, found);
  add_link_faults(deployment, found);
  add_kernel_faults(deployment, found);
  add_service_faults(deployment, found);
  for (Fault& fault : found) fault.label = fmt::format("{} at {}", fault.kind, fault.node);
  return found;
}

}  // namespace hopproof::faults
