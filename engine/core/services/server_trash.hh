#pragma once

#include "engine/core/services/server.hh"
#include "engine/core/time.hh"

#include <memory>
#include <vector>

namespace hopproof::core {

/// Deleted servers, kept for the connections that still refer to them. One that is added again to
/// the same service within two minutes of its last connection comes back as it was, counters and
/// connections included (ip_vs_trash_get_dest).
class ServerTrash {
 public:
  void put(std::unique_ptr<Server> server, Time now);
  /// Takes out the one with that service and endpoint; nullptr: none.
  std::unique_ptr<Server> take(const ServiceKey& service, const Endpoint& endpoint);
  /// Frees what was not referred to for two minutes; checked once a minute.
  void sweep(Time now);
  /// A deleted service leaves no pointers behind.
  void forget(const Service& service);

 private:
  std::vector<std::unique_ptr<Server>> servers_;
  Time next_sweep_{};
};

}  // namespace hopproof::core
