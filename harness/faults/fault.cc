#include "harness/faults/fault.hh"

#include <utility>

#include <fmt/format.h>

namespace hopproof::faults {

Fault make_fault(std::string kind, std::string node, std::vector<std::string> findings, Spot spot,
                 std::function<void(Deployment&)> put_in) {
  Fault fault;
  fault.kind = std::move(kind);
  fault.node = std::move(node);
  fault.findings = std::move(findings);
  fault.spot = spot;
  fault.put_in = std::move(put_in);
  return fault;
}

Fault make_static_fault(std::string kind, std::string node, std::vector<std::string> findings,
                        Spot spot, std::function<void(Deployment&)> put_in) {
  Fault fault =
      make_fault(std::move(kind), std::move(node), std::move(findings), spot, std::move(put_in));
  fault.is_static = true;
  return fault;
}

std::vector<Fault> faults_of(const Deployment& deployment) {
  std::vector<Fault> found;
  add_filter_faults(deployment, found);
  add_route_faults(deployment, found);
  add_link_faults(deployment, found);
  add_kernel_faults(deployment, found);
  add_service_faults(deployment, found);
  if (deployment.held) add_held_faults(deployment, found);
  for (Fault& fault : found) fault.label = fmt::format("{} at {}", fault.kind, fault.node);
  return found;
}

}  // namespace hopproof::faults
