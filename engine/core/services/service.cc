#include "engine/core/services/service.hh"

#include "engine/core/wire/protocol.hh"

#include <algorithm>

namespace hopproof::core {

Servers::iterator Service::find(const Endpoint& endpoint) {
  return std::ranges::find_if(servers, [&](const auto& s) { return s->endpoint == endpoint; });
}

uint8_t protocol_of(ServiceKey::Kind kind) {
  switch (kind) {
    case ServiceKey::Kind::tcp:
      return protocol::tcp;
    case ServiceKey::Kind::udp:
      return protocol::udp;
    case ServiceKey::Kind::sctp:
      return protocol::sctp;
    case ServiceKey::Kind::fwmark:
      break;
  }
  return protocol::any;
}

ServiceKey normalised(const ServiceKey& key) {
  ServiceKey plain = key;
  if (key.kind == ServiceKey::Kind::fwmark) {
    plain.vip = Endpoint{};
  } else {
    plain.mark = 0;
    plain.family = key.vip.address.family();
  }
  return plain;
}

}  // namespace hopproof::core
