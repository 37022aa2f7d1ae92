#include "engine/core/schedulers/weighted_round_robin.hh"

#include <algorithm>
#include <numeric>

namespace hopproof::core {

Server* WeightedRoundRobin::pick(const Servers& servers, const Request&) {
  if (highest_ <= 0) return nullptr;
  const size_t first = after_last_;
  const int first_threshold = threshold_;
  // The rest of the present pass, then every threshold of one round, the present one once more.
  const int passes = (highest_ + step_ - 1) / step_ + 1;
  for (int pass = 0; pass < passes; ++pass) {
    if (Server* server = scan(servers)) return server;
    after_last_ = 0;
    threshold_ -= step_;
    if (threshold_ <= 0) threshold_ = highest_;
  }
  // Where the kernel's walk gives up: in its last pass at the place where it began, else at a
  // round's end.
  const bool began_in_last_pass = first != 0 && first_threshold <= step_;
  after_last_ = began_in_last_pass ? first : 0;
  threshold_ = began_in_last_pass ? first_threshold : highest_;
  return nullptr;
}

Server* WeightedRoundRobin::scan(const Servers& servers) {
  for (size_t i = after_last_; i < servers.size(); ++i) {
    if (servers[i]->overloaded || servers[i]->weight() < threshold_) continue;
    after_last_ = i + 1;
    return servers[i].get();
  }
  return nullptr;
}

void WeightedRoundRobin::restart(const Servers& servers) {
  int divisor = 0, highest = 0;
  for (const auto& server : servers) {
    if (server->weight() > 0) divisor = std::gcd(divisor, server->weight());
    highest = std::max(highest, server->weight());
  }
  after_last_ = 0;
  step_ = std::max(divisor, 1);
  highest_ = highest - (step_ - 1);
  if (threshold_ > highest_ || threshold_ == 0) {
    threshold_ = highest_;
  } else if (step_ > 1) {
    threshold_ = threshold_ / step_ * step_ + 1;
  }
}

}  // namespace hopproof::core
