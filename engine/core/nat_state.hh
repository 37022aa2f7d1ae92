#pragma once

#include "engine/core/connections/connection_table.hh"
#include "engine/core/connections/timeouts.hh"
#include "engine/core/defense.hh"
#include "engine/core/ftp_helper.hh"
#include "engine/core/icmp_answer.hh"
#include "engine/core/nat.hh"
#include "engine/core/services/estimation.hh"
#include "engine/core/services/server_trash.hh"
#include "engine/core/services/service_table.hh"
#include "engine/core/settings.hh"
#include "engine/core/surroundings.hh"

#include <cstdint>

namespace hopproof::core {

/// Everything that one director remembers; the steps of the packet path work on it.
struct NatState {
  NatState(Surroundings& surroundings_, uint64_t seed_, Limits limits_)
      : surroundings(surroundings_),
        seed(seed_),
        limits(limits_),
        connections(seed_, limits_.connections),
        defense(seed_) {
    bypass.available = true;
  }

  Surroundings& surroundings;
  uint64_t seed;
  Limits limits;
  Settings settings;
  Timeouts timeouts;
  Server bypass{ServiceKey{}, Endpoint{}};  // of connections that have none
  ServerTrash trash;  // before the connections and services that refer into it
  ServiceTable services;
  ConnectionTable connections;
  Counters totals;
  IcmpAnswer answer;
  Defense defense;
  Estimation estimation;
  Connection one_packet{};  // the entry of a service with -o, for the length of its packet
  FtpHelper ftp;
  uint32_t local_clients = 0;
  uint32_t without_client_port = 0;  // connections that wait to learn it
  uint64_t route_generation = 1;
  Time now{};
};

}  // namespace hopproof::core
