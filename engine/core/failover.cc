#include "engine/core/failover.hh"

namespace hopproof::core {

namespace {

template <typename Eligible>
Server* heaviest(const Servers& servers, Eligible eligible) {
  Server* best = nullptr;
  for (const auto& server : servers) {
    if (!server->is_usable() || !eligible(*server)) continue;
    if (best == nullptr || server->weight() > best->weight()) best = server.get();
  }
  return best;
}

}  // namespace

Server* WeightedFailover::pick(const Servers& servers, const Request&) {
  return heaviest(servers, [](const Server&) { return true; });
}

Server* WeightedOverflow::pick(const Servers& servers, const Request&) {
  return heaviest(servers, [](const Server& server) {
    return server.active <= static_cast<uint32_t>(server.weight());
  });
}

}  // namespace hopproof::core
