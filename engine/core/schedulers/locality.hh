#pragma once

#include "engine/core/schedulers/locality_cache.hh"
#include "engine/core/schedulers/scheduler.hh"

#include <vector>

namespace hopproof::core {

/// `lblc` (ip_vs_lblc.c): an address that is asked for keeps its server, chosen as by wlc, until
/// that one has more active connections than weight while another is less than half loaded.
class LocalityBased : public Scheduler {
 public:
  explicit LocalityBased(Time begin) : cache_(begin) {}
  Server* pick(const Servers& servers, const Request& request) override;

 private:
  LocalityCache<RememberedServer> cache_;
};

/// `lblcr` (ip_vs_lblcr.c): an address has a set of servers, which grows where lblc would change
/// its server, and loses its most loaded member when it has not changed for a day.
class LocalityBasedReplicated : public Scheduler {
 public:
  explicit LocalityBasedReplicated(Time begin) : cache_(begin) {}
  Server* pick(const Servers& servers, const Request& request) override;

 private:
  struct ServerSet {
    std::vector<RememberedServer> members;  // the last one added comes first in every walk
    Time changed{};

    void add(Server& server, Time now);
    void drop_most_loaded(Time now);
    Server* least_loaded() const;
  };

  LocalityCache<ServerSet> cache_;
};

}  // namespace hopproof::core
