#pragma once

#include "engine/core/schedulers/scheduler.hh"

namespace hopproof::core {

/// `wrr` (ip_vs_wrr.c): passes over the list for a threshold that falls from the highest weight to
/// one, in steps of the weights' greatest common divisor.
class WeightedRoundRobin : public Scheduler {
 public:
  Server* pick(const Servers& servers, const Request& request) override;
  void start(const Servers& servers) override { restart(servers); }
  void server_added(const Servers& servers) override { restart(servers); }
  void server_removed(const Servers& servers, size_t) override { restart(servers); }
  void weights_changed(const Servers& servers) override { restart(servers); }

 private:
  Server* scan(const Servers& servers);
  void restart(const Servers& servers);

  size_t after_last_ = 0;  // 0: at the list's head, else one more than the last pick's index
  int threshold_ = 0;
  int highest_ = 0;  // where a round begins: so low that it ends with 1
  int step_ = 1;
};

}  // namespace hopproof::core
