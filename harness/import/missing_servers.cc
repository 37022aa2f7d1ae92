#include "harness/import/deployment.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

/// A server that no file tells of.
struct Unknown {
  IpAddress address;
  size_t director = 0;  ///< its place among the members, which move
  Forwarding forwarding = Forwarding::masquerade;
  std::vector<IpAddress> vips;  ///< for direct routing, which it has to own
};

Unknown& note(const RealServer& server, size_t director, std::vector<Unknown>& unknown) {
  const auto same = std::ranges::find(unknown, server.address.address, &Unknown::address);
  if (same != unknown.end()) return *same;
  return unknown.emplace_back(
      Unknown{server.address.address, director, server.options.forwarding, {}});
}

std::vector<Unknown> unknown_servers(const Deployment& deployment) {
  std::vector<Unknown> unknown;
  for (size_t i = 0; i < deployment.members.size(); ++i)
    for (const VirtualService& service : deployment.members[i].services)
      for (const RealServer& server : service.servers) {
        if (deployment.owner_of(server.address.address) != nullptr) continue;
        Unknown& one = note(server, i, unknown);
        if (!service.is_marked()) one.vips.push_back(service.key.vip.address);
      }
  return unknown;
}

/// The address of the director on that segment that is no VIP; else any of it there.
std::optional<IpAddress> director_on(const Member& director, const Segment& segment,
                                     Family family) {
  const Port* port = director.port_on(segment.name);
  std::optional<IpAddress> found;
  if (port == nullptr) return found;
  const auto is_vip = [&](const IpAddress& address) {
    return std::ranges::any_of(director.services, [&](const VirtualService& service) {
      return !service.is_marked() && service.key.vip.address == address;
    });
  };
  for (const LinkAddress& own : port->addresses) {
    if (own.cidr.address.family() != family) continue;
    if (!is_vip(own.cidr.address)) return own.cidr.address;
    if (!found) found = own.cidr.address;
  }
  return found;
}

int prefix_in(const Segment& segment, const IpAddress& address) {
  for (const Cidr& subnet : segment.subnets)
    if (subnet.contains(address)) return subnet.prefix;
  return address.max_prefix();
}

/// Direct routing and tunnels: the server has the VIP, and does not say so on the wire.
void give_vips(const Unknown& unknown, Member& server, Deployment& deployment) {
  if (unknown.forwarding == Forwarding::masquerade) return;
  Port loopback{"lo", "", {}, {}};
  for (const IpAddress& vip : unknown.vips)
    loopback.addresses.push_back({{vip, vip.max_prefix()}, {}});
  server.ports.push_back(loopback);
  server.sysctls.push_back({"net.ipv4.conf.all.arp_ignore", "1", {}});
  server.sysctls.push_back({"net.ipv4.conf.all.arp_announce", "2", {}});
  deployment.assume(
      fmt::format("{} has the VIP on lo and does not answer ARP for it, as {} needs "
                  "it. Collect it to see whether that is so.",
                  server.name, unknown.forwarding == Forwarding::direct ? "-g" : "-i"));
}

void add_server(const Unknown& unknown, Deployment& deployment) {
  Segment* segment = deployment.segment_of(unknown.address);
  if (segment == nullptr)
    return deployment.miss(fmt::format(
        "no interface is in a network with the real server {}, and no file tells of it; it is no "
        "node. Give the output of collect, or of `ip addr`, of the hosts on the way to it.",
        unknown.address.text()));
  Member server;
  std::string number = unknown.address.text();
  std::ranges::replace(number, '.', '-');
  std::ranges::replace(number, ':', '-');
  server.name = deployment.free_name("rs-" + number);
  server.role = "real server; no file tells of it";
  server.is_invented = true;
  server.ports.push_back(
      {"eth0", segment->name, {{{unknown.address, prefix_in(*segment, unknown.address)}, {}}}, {}});
  segment->ports += fmt::format(", {} eth0", server.name);
  const auto gateway =
      director_on(deployment.members[unknown.director], *segment, unknown.address.family());
  if (gateway) server.routes.push_back({fmt::format("default via {}", gateway->text()), {}});
  deployment.assume(
      fmt::format("{} ({}) serves its port{}. Give its file, or its `ip route`, if that is not so.",
                  server.name, unknown.address.text(),
                  gateway ? fmt::format(" and its gateway is {}, the director", gateway->text())
                          : " and has no gateway"));
  give_vips(unknown, server, deployment);
  deployment.members.push_back(std::move(server));
}

}  // namespace

void add_missing_servers(Deployment& deployment) {
  std::vector<Unknown> unknown = unknown_servers(deployment);
  for (const Unknown& one : unknown) add_server(one, deployment);
}

}  // namespace hopproof::imports
