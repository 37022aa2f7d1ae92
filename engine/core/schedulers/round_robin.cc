#include "engine/core/schedulers/round_robin.hh"

namespace hopproof::core {

Server* RoundRobin::pick(const Servers& servers, const Request&) {
  for (size_t step = 0; step < servers.size(); ++step) {
    const size_t index = (after_last_ + step) % servers.size();
    if (!servers[index]->is_usable()) continue;
    after_last_ = index + 1;
    return servers[index].get();
  }
  return nullptr;
}

void RoundRobin::server_added(const Servers&) {
  if (after_last_ > 0) ++after_last_;  // in front of the last pick, which stays the same one
}

void RoundRobin::server_removed(const Servers&, size_t index) {
  if (index < after_last_) --after_last_;
}

}  // namespace hopproof::core
