#include "engine/director/ipvs_listing.hh"

#include "harness/base/protocol.hh"
#include "netns/netlink/attributes.hh"

#include <algorithm>
#include <array>
#include <span>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <sys/socket.h>

namespace hopproof::director {
namespace {

using Kind = ServiceKey::Kind;
using netlink::Attribute;
using Address = std::array<uint8_t, 16>;  ///< of an IPv4 one the first four

Family family_of(uint16_t domain) { return domain == AF_INET ? Family::v4 : Family::v6; }

IpAddress address_of(const Address& bytes, Family family) {
  const std::span<const uint8_t, 16> all(bytes);
  return family == Family::v4 ? IpAddress::v4(all.first<4>()) : IpAddress::v6(all);
}

void read_address(const Attribute& attribute, Address& into) {
  const size_t size = std::min(attribute.payload.size(), into.size());
  std::ranges::copy(attribute.payload.first(size), into.begin());
}

uint64_t* counter(IpvsCounters& counters, uint16_t type) {
  switch (type) {
    case IPVS_STATS_ATTR_CONNS:
      return &counters.connections;
    case IPVS_STATS_ATTR_INPKTS:
      return &counters.in_packets;
    case IPVS_STATS_ATTR_OUTPKTS:
      return &counters.out_packets;
    case IPVS_STATS_ATTR_INBYTES:
      return &counters.in_bytes;
    case IPVS_STATS_ATTR_OUTBYTES:
      return &counters.out_bytes;
    default:
      return nullptr;
  }
}

IpvsCounters read_counters(const Attribute& nest) {
  IpvsCounters counters;
  for (const Attribute attribute : nest.nested()) {
    if (uint64_t* into = counter(counters, attribute.type)) *into = attribute.number<uint64_t>();
  }
  return counters;
}

IpvsListed<ServiceKey> read_service(const Attribute& nest) {
  IpvsListed<ServiceKey> service;
  Address address{};
  for (const Attribute attribute : nest.nested()) {
    switch (attribute.type) {
      case IPVS_SVC_ATTR_AF:
        service.name.family = family_of(attribute.number<uint16_t>());
        break;
      case IPVS_SVC_ATTR_PROTOCOL:
        service.name.kind = service_kind(uint8_t(attribute.number<uint16_t>())).value_or(Kind::tcp);
        break;
      case IPVS_SVC_ATTR_ADDR:
        read_address(attribute, address);
        break;
      case IPVS_SVC_ATTR_PORT:
        service.name.vip.port = ntohs(attribute.number<uint16_t>());
        break;
      case IPVS_SVC_ATTR_FWMARK:
        service.name.kind = Kind::fwmark;
        service.name.mark = attribute.number<uint32_t>();
        break;
      case IPVS_SVC_ATTR_STATS64:
        service.counters = read_counters(attribute);
        break;
      default:
        break;
    }
  }
  service.name.vip.address = address_of(address, service.name.family);
  return service;
}

IpvsListed<Endpoint> read_server(const Attribute& nest) {
  IpvsListed<Endpoint> server;
  Address address{};
  Family family = Family::v4;
  for (const Attribute attribute : nest.nested()) {
    switch (attribute.type) {
      case IPVS_DEST_ATTR_ADDR_FAMILY:
        family = family_of(attribute.number<uint16_t>());
        break;
      case IPVS_DEST_ATTR_ADDR:
        read_address(attribute, address);
        break;
      case IPVS_DEST_ATTR_PORT:
        server.name.port = ntohs(attribute.number<uint16_t>());
        break;
      case IPVS_DEST_ATTR_STATS64:
        server.counters = read_counters(attribute);
        break;
      default:
        break;
    }
  }
  server.name.address = address_of(address, family);
  return server;
}

/// What `read` makes of the attribute of that type.
template <class Read>
auto read_nest(const nlmsghdr& answer, uint16_t type, Read read) {
  const Attribute nest = netlink::Attributes(answer, sizeof(genlmsghdr)).find(type);
  return nest.payload.empty() ? std::nullopt : std::optional(read(nest));
}

}  // namespace

std::optional<IpvsListed<ServiceKey>> read_ipvs_service(const nlmsghdr& answer) {
  return read_nest(answer, IPVS_CMD_ATTR_SERVICE, read_service);
}

std::optional<IpvsListed<Endpoint>> read_ipvs_server(const nlmsghdr& answer) {
  return read_nest(answer, IPVS_CMD_ATTR_DEST, read_server);
}

std::string listed_name(const ServiceKey& service) {
  if (service.kind == Kind::fwmark)
    return fmt::format("FWM {}{}", service.mark, service.family == Family::v4 ? "" : " IPv6");
  return fmt::format("{} {}", protocol::listed_name(service.protocol()), service.vip.text());
}

}  // namespace hopproof::director
