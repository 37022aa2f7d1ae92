#include "harness/import/deployment.hh"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

constexpr int usual_prefix_4 = 24, usual_prefix_6 = 64;

Cidr usual_network(const IpAddress& address) {
  const int prefix = address.is_v4() ? usual_prefix_4 : usual_prefix_6;
  return {address.masked(prefix), prefix};
}

/// Networks that the services speak of, those of the VIPs first.
std::vector<Cidr> networks_of(const Member& director) {
  std::vector<Cidr> networks;
  const auto add = [&](const IpAddress& address) {
    if (address.is_unspecified()) return;
    const Cidr network = usual_network(address);
    if (std::ranges::find(networks, network) == networks.end()) networks.push_back(network);
  };
  for (const VirtualService& service : director.services)
    if (!service.is_marked()) add(service.key.vip.address);
  for (const VirtualService& service : director.services)
    for (const RealServer& server : service.servers) add(server.address.address);
  return networks;
}

void add_vips(const Member& director, const Cidr& network, Port& port) {
  std::set<IpAddress> vips;
  for (const VirtualService& service : director.services)
    if (!service.is_marked() && network.contains(service.key.vip.address))
      vips.insert(service.key.vip.address);
  for (const IpAddress& vip : vips) port.addresses.push_back({{vip, network.prefix}, {}});
}

void invent_ports(Member& director, Deployment& deployment) {
  std::string said;
  for (const Cidr& network : networks_of(director)) {
    Segment* segment = deployment.segment_of(network.address);
    if (segment == nullptr) {
      std::string name = fmt::format("net-{}-{}", network.address.text(), network.prefix);
      std::ranges::replace(name, ':', '-');
      deployment.segments.push_back({deployment.free_name(name), {network}, "", 0});
      segment = &deployment.segments.back();
    }
    Port port{fmt::format("eth{}", director.ports.size()), segment->name, {}, {}};
    if (const auto own = deployment.free_address(network))
      port.addresses.push_back({{*own, network.prefix}, {}});
    add_vips(director, network, port);
    segment->ports +=
        fmt::format("{}{} {}", segment->ports.empty() ? "" : ", ", director.name, port.name);
    said += fmt::format("{}{}", said.empty() ? "" : ", ", network.text());
    director.ports.push_back(port);
  }
  deployment.assume(
      fmt::format("{} has an interface in each of {}, and the VIPs. Give the output "
                  "of its `ip addr`.",
                  director.name, said));
}

}  // namespace

void add_missing_addresses(Deployment& deployment) {
  for (size_t i = 0; i < deployment.members.size(); ++i)
    if (deployment.members[i].ports.empty() && !deployment.members[i].services.empty()) {
      Member director = deployment.members[i];
      invent_ports(director, deployment);
      deployment.members[i] = director;
    }
}

void assume_forwarding(const Hosts& hosts, Deployment& deployment) {
  for (Member& member : deployment.members) {
    const auto host = std::ranges::find(hosts.all, member.name, &Host::name);
    if (host == hosts.all.end() || host->knows(Topic::sysctls) || member.services.empty()) continue;
    member.sysctls.push_back({"net.ipv4.ip_forward", "1", {}});
    deployment.assume(
        fmt::format("{} forwards (net.ipv4.ip_forward = 1), and its other sysctls are "
                    "the kernel's, net.ipv4.vs.conntrack = 0 too. Give the output of "
                    "its `sysctl -a`.",
                    member.name));
  }
}

}  // namespace hopproof::imports
