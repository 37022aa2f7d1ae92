#include "engine/core/schedulers/least_loaded.hh"

namespace hopproof::core {

namespace {

uint64_t delay(const Server& server) { return uint64_t{server.active} + 1; }

/// The first of the usable servers with the least load by weight. Compared crosswise, as the
/// kernel does, so that nothing is rounded.
template <typename Load, typename Weight>
Server* least(const Servers& servers, Load load, Weight weight) {
  Server* best = nullptr;
  for (const auto& server : servers) {
    if (!server->is_usable()) continue;
    if (best == nullptr || load(*best) * weight(*server) > load(*server) * weight(*best))
      best = server.get();
  }
  return best;
}

uint64_t own_weight(const Server& server) { return static_cast<uint64_t>(server.weight()); }
uint64_t no_weight(const Server&) { return 1; }

}  // namespace

Server* least_loaded_by_weight(const Servers& servers) {
  return least(servers, overhead, own_weight);
}

Server* LeastConnection::pick(const Servers& servers, const Request&) {
  return least(servers, overhead, no_weight);
}

Server* WeightedLeastConnection::pick(const Servers& servers, const Request&) {
  return least_loaded_by_weight(servers);
}

Server* ShortestExpectedDelay::pick(const Servers& servers, const Request&) {
  return least(servers, delay, own_weight);
}

Server* NeverQueue::pick(const Servers& servers, const Request&) {
  for (const auto& server : servers)
    if (server->is_usable() && server->active == 0) return server.get();
  return least(servers, delay, own_weight);
}

}  // namespace hopproof::core
