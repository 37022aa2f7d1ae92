#pragma once

#include "engine/core/scheduling.hh"

namespace hopproof::core {

/// Schedules for a service with -p: a template remembers the client's server (ip_vs_sched_persist).
Scheduled schedule_persistently(NatState& nat, const Packet& packet, const Arrival& arrival,
                                Service& service);

/// The packet as the schedulers see it.
Request request_of(const Packet& packet);

}  // namespace hopproof::core
