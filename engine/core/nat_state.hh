#pragma once

#include "engine/core/connection_table.hh"
#include "engine/core/icmp_answer.hh"
#include "engine/core/nat.hh"
#include "engine/core/server_trash.hh"
#include "engine/core/service_table.hh"
#include "engine/core/settings.hh"
#include "engine/core/surroundings.hh"
#include "engine/core/timeouts.hh"

#include <cstdint>

namespace hopproof::core {

/// Everything that one director remembers; the steps of the packet path work on it.
struct NatState {
  NatState(Surroundings& surroundings_, uint64_t seed, Limits limits)
      : surroundings(surroundings_), connections(seed, limits.connections) {}

  Surroundings& surroundings;
  Settings settings;
  Timeouts timeouts;
  ServerTrash trash;  // before the connections and services that refer into it
  ServiceTable services;
  ConnectionTable connections;
  Counters totals;
  IcmpAnswer answer;
  Connection one_packet{};  // the entry of a service with -o, for the length of its packet
  uint32_t local_clients = 0;
  uint64_t route_generation = 1;
  Time now{};
};

}  // namespace hopproof::core
