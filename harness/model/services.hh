#pragma once

#include "harness/case/case.hh"
#include "harness/case/ipvsadm/service_table.hh"

#include <vector>

namespace hopproof::model {

/// A virtual service of a case, and the node whose `ipvs` lines configure it.
struct Service : VirtualService {
  const Node* director = nullptr;
};

/// The services of all directors, in the order of their lines. They point into the case.
std::vector<Service> configured_services(const Case& deployment);

/// The services of one director as its lines leave them.
ServiceTable configured_table(const Node& director);

/// The same after the commands of each step that call ipvsadm there, beginning with none: one more
/// than the case has steps.
std::vector<ServiceTable> tables_by_step(const Case& deployment, const Node& director);

/// The distinct addresses of this family that a service is named by; none for firewall marks.
std::vector<IpAddress> virtual_addresses(const Case& deployment, Family family);

/// True when a service of some director is named by this address, or is chosen by a mark, which
/// any address may have.
bool may_be_virtual(const Case& deployment, const IpAddress& address);

/// The distinct -r addresses of the services at `vip` and of those that a mark chooses (of any
/// service where none is there).
std::vector<IpAddress> server_addresses(const Case& deployment, uint8_t protocol,
                                        const Endpoint& vip);

}  // namespace hopproof::model
