#pragma once

#include "engine/core/schedulers/scheduler.hh"

namespace hopproof::core {

/// How the kernel counts a server's load: an active connection as much as 256 inactive ones
/// (ip_vs_dest_conn_overhead).
inline uint64_t overhead(const Server& server) {
  return uint64_t{server.active} * server.active_load + server.inactive;
}

/// The first of the usable servers with the least overhead by weight; nullptr: none is usable.
Server* least_loaded_by_weight(const Servers& servers);

/// `lc` (ip_vs_lc.c): the fewest connections, an active one worth 256 inactive ones.
class LeastConnection : public Scheduler {
 public:
  Server* pick(const Servers& servers, const Request& request) override;
};

/// `wlc` (ip_vs_wlc.c): the same by weight. ipvsadm's default.
class WeightedLeastConnection : public Scheduler {
 public:
  Server* pick(const Servers& servers, const Request& request) override;
};

/// `sed` (ip_vs_sed.c): the least (active + 1) by weight.
class ShortestExpectedDelay : public Scheduler {
 public:
  Server* pick(const Servers& servers, const Request& request) override;
};

/// `nq` (ip_vs_nq.c): the first without active connections, else as `sed`.
class NeverQueue : public Scheduler {
 public:
  Server* pick(const Servers& servers, const Request& request) override;
};

}  // namespace hopproof::core
