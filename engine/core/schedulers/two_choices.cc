#include "engine/core/schedulers/two_choices.hh"

#include "engine/core/schedulers/least_loaded.hh"

namespace hopproof::core {

Server* TwoChoices::pick(const Servers& servers, const Request&) {
  int64_t all_weights = 0;
  for (const auto& server : servers)
    if (server->is_usable()) all_weights += server->weight();
  if (all_weights == 0) return nullptr;
  Server* first = draw(servers, all_weights);
  Server* second = draw(servers, all_weights);
  const auto weight = [](const Server& server) { return static_cast<uint64_t>(server.weight()); };
  const bool second_is_better =
      weight(*second) * overhead(*first) > weight(*first) * overhead(*second);
  return second_is_better ? second : first;
}

/// From 0 to all weights, both included: the first server has one chance more than its weight.
Server* TwoChoices::draw(const Servers& servers, int64_t all_weights) {
  auto ticket = static_cast<int64_t>(random_.below(static_cast<uint64_t>(all_weights + 1)));
  for (const auto& server : servers) {
    if (!server->is_usable()) continue;
    ticket -= server->weight();
    if (ticket <= 0) return server.get();
  }
  return nullptr;
}

}  // namespace hopproof::core
