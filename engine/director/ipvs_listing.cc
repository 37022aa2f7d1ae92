#include "engine/director/ipvs_listing.hh"

#include "harness/base/protocol.hh"
#include "netns/netlink_attributes.hh"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <sys/socket.h>

namespace hopproof {
namespace {

using Kind = ServiceKey::Kind;
using Address = std::array<uint8_t, 16>;  ///< of an IPv4 one the first four

Family family_of(uint16_t domain) { return domain == AF_INET ? Family::v4 : Family::v6; }

IpAddress address_of(const Address& bytes, Family family) {
  const std::span<const uint8_t, 16> all(bytes);
  return family == Family::v4 ? IpAddress::v4(all.first<4>()) : IpAddress::v6(all);
}

void read_address(const nlattr& attribute, Address& into) {
  const size_t size = std::min<size_t>(mnl_attr_get_payload_len(&attribute), into.size());
  std::memcpy(into.data(), mnl_attr_get_payload(&attribute), size);
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

IpvsCounters read_counters(const nlattr& nest) {
  IpvsCounters counters;
  for_each_attribute(nest, [&](const nlattr& attribute) {
    if (uint64_t* into = counter(counters, mnl_attr_get_type(&attribute)))
      *into = number_of<uint64_t>(attribute);
  });
  return counters;
}

IpvsListed<ServiceKey> read_service(const nlattr& nest) {
  IpvsListed<ServiceKey> service;
  Address address{};
  for_each_attribute(nest, [&](const nlattr& attribute) {
    switch (mnl_attr_get_type(&attribute)) {
      case IPVS_SVC_ATTR_AF:
        service.name.family = family_of(number_of<uint16_t>(attribute));
        break;
      case IPVS_SVC_ATTR_PROTOCOL:
        service.name.kind =
            service_kind(uint8_t(number_of<uint16_t>(attribute))).value_or(Kind::tcp);
        break;
      case IPVS_SVC_ATTR_ADDR:
        read_address(attribute, address);
        break;
      case IPVS_SVC_ATTR_PORT:
        service.name.vip.port = ntohs(number_of<uint16_t>(attribute));
        break;
      case IPVS_SVC_ATTR_FWMARK:
        service.name.kind = Kind::fwmark;
        service.name.mark = number_of<uint32_t>(attribute);
        break;
      case IPVS_SVC_ATTR_STATS64:
        service.counters = read_counters(attribute);
        break;
      default:
        break;
    }
  });
  service.name.vip.address = address_of(address, service.name.family);
  return service;
}

IpvsListed<Endpoint> read_server(const nlattr& nest) {
  IpvsListed<Endpoint> server;
  Address address{};
  Family family = Family::v4;
  for_each_attribute(nest, [&](const nlattr& attribute) {
    switch (mnl_attr_get_type(&attribute)) {
      case IPVS_DEST_ATTR_ADDR_FAMILY:
        family = family_of(number_of<uint16_t>(attribute));
        break;
      case IPVS_DEST_ATTR_ADDR:
        read_address(attribute, address);
        break;
      case IPVS_DEST_ATTR_PORT:
        server.name.port = ntohs(number_of<uint16_t>(attribute));
        break;
      case IPVS_DEST_ATTR_STATS64:
        server.counters = read_counters(attribute);
        break;
      default:
        break;
    }
  });
  server.name.address = address_of(address, family);
  return server;
}

/// What `read` makes of the attribute of that type.
template <class Read>
auto read_nest(const nlmsghdr& answer, uint16_t type, Read read) {
  std::optional<decltype(read(std::declval<const nlattr&>()))> found;
  for_each_attribute(answer, sizeof(genlmsghdr), [&](const nlattr& attribute) {
    if (mnl_attr_get_type(&attribute) == type) found = read(attribute);
  });
  return found;
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

}  // namespace hopproof
