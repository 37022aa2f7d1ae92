#include "engine/netfilter/service_addresses.hh"

#include "harness/base/protocol.hh"

namespace hopproof::netfilter {
namespace {

std::vector<uint8_t> protocols_of(const ServiceKey& key) {
  if (key.kind != ServiceKey::Kind::fwmark) return {key.protocol()};
  return {protocol::tcp, protocol::udp, protocol::sctp};
}

void add_service(Addresses& addresses, const core::ServiceView& service) {
  const ServiceKey& key = service.key;
  if (key.kind == ServiceKey::Kind::fwmark) {
    addresses.marks.emplace(key.family, key.mark);
  } else {
    addresses.vips.insert(key.vip.address);
  }
  for (const core::ServerView& server : service.servers) {
    addresses.rips.insert(server.address.address);
    for (const uint8_t protocol : protocols_of(key)) {
      addresses.server_ports.insert({server.address.address, protocol, server.address.port});
    }
  }
}

}  // namespace

Addresses addresses_of(const std::vector<core::ServiceView>& services) {
  Addresses addresses;
  for (const core::ServiceView& service : services) add_service(addresses, service);
  return addresses;
}

}  // namespace hopproof::netfilter
