#include "engine/core/services/service.hh"

#include <algorithm>

namespace hopproof::core {

Servers::iterator Service::find(const Endpoint& endpoint) {
  return std::ranges::find_if(servers, [&](const auto& s) { return s->endpoint == endpoint; });
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
