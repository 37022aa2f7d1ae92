#pragma once

#include "engine/core/schedulers/scheduling.hh"

namespace hopproof::core {

/// Schedules for a service with -p: a template remembers the client's server (ip_vs_sched_persist).
Scheduled schedule_persistently(NatState& nat, const Opening& opening, const Arrival& arrival,
                                Service& service);

/// What asks as the schedulers see it.
Request request_of(const NatState& nat, const Opening& opening);

}  // namespace hopproof::core
