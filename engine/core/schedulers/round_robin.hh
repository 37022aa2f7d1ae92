#pragma once

#include "engine/core/schedulers/scheduler.hh"

namespace hopproof::core {

/// `rr` (ip_vs_rr.c): the next usable server after the last one, round the list.
class RoundRobin : public Scheduler {
 public:
  Server* pick(const Servers& servers, const Request& request) override;
  void server_added(const Servers& servers) override;
  void server_removed(const Servers& servers, size_t index) override;

 private:
  size_t after_last_ = 0;  // 0: at the list's head, else one more than the last pick's index
};

}  // namespace hopproof::core
