#pragma once

#include "engine/core/counters.hh"
#include "engine/core/services/estimator.hh"
#include "engine/core/surroundings.hh"
#include "engine/core/time.hh"
#include "engine/core/wire/packed_address.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"

#include <cstdint>

namespace hopproof::core {

struct Service;

/// A real server of one service (struct ip_vs_dest). Lives as long as connections refer to it, in
/// the trash once it is deleted.
struct Server {
  ServiceKey service_key;
  Endpoint endpoint;
  PackedAddress address{};
  ServerOptions options;

  Service* service = nullptr;  ///< nullptr once the service is deleted
  uint32_t active_load = 256;  ///< see Limits
  bool available = false;      ///< in its service's list
  bool overloaded = false;
  int last_weight = 0;  ///< before it was set to 0
  uint32_t active = 0, inactive = 0, persistent = 0;
  uint32_t remembered = 0;  ///< how often schedulers refer to it beyond its life in the service
  Counters counters;
  Estimator estimator;

  Route route;
  uint64_t route_generation = 0;  ///< when `route` was asked for; 0: never
  bool idle = false;              ///< in the trash and seen without connections at idle_since
  Time idle_since{};

  Server(const ServiceKey& service_key_, const Endpoint& endpoint_)
      : service_key(service_key_),
        endpoint(endpoint_),
        address(PackedAddress::from(endpoint_.address)) {}

  int weight() const { return options.weight; }
  /// What all schedulers ask: may it get a new connection?
  bool is_usable() const { return !overloaded && options.weight > 0; }
  uint32_t total() const { return active + inactive; }
  bool is_referred_to() const { return active + inactive + persistent + remembered != 0; }

  /// After a connection came or went, or a threshold changed (ip_vs_bind_dest, ip_vs_unbind_dest).
  void connection_added();
  void connection_removed();
};

}  // namespace hopproof::core
