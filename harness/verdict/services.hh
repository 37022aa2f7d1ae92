#pragma once

#include "harness/case/case.hh"

#include <string>
#include <vector>

namespace hopproof {

struct ConfiguredServer {
  Endpoint address;  ///< what stands after -r
  Forwarding forwarding = Forwarding::masquerade;
};

/// A virtual service as the `ipvs` lines of a node configure it.
struct ConfiguredService {
  std::string director;
  ServiceKey key;
  std::vector<ConfiguredServer> servers;
};

/// The services of all directors, in the order of their lines.
std::vector<ConfiguredService> configured_services(const Case& deployment);

/// The distinct addresses of this family that a service is named by; none for firewall marks.
std::vector<IpAddress> virtual_addresses(const Case& deployment, Family family);

/// The distinct -r addresses of the services at `vip` (those of any service where none is there).
std::vector<IpAddress> server_addresses(const Case& deployment, uint8_t protocol,
                                        const Endpoint& vip);

}  // namespace hopproof
