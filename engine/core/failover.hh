#pragma once

#include "engine/core/schedulers/scheduler.hh"

namespace hopproof::core {

/// `fo` (ip_vs_fo.c): the highest weight of all.
class WeightedFailover : public Scheduler {
 public:
  Server* pick(const Servers& servers, const Request& request) override;
};

/// `ovf` (ip_vs_ovf.c): the highest weight that the active connections have not gone beyond.
class WeightedOverflow : public Scheduler {
 public:
  Server* pick(const Servers& servers, const Request& request) override;
};

}  // namespace hopproof::core
