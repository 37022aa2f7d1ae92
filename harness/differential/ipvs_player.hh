#pragma once

#include "engine/ipvs_director.hh"
#include "harness/differential/live_player.hh"

#include <set>
#include <string>

namespace hopproof::differential {

/// The kernel's IPVS. Time really passes, which costs little in a virtual machine that skips it.
class IpvsPlayer : public LivePlayer {
 public:
  /// Throws MissingCapability where the kernel has none.
  IpvsPlayer();

 private:
  Director& director() override { return ipvs_; }
  void settle() override {}
  void reset() override;
  void wait(std::chrono::milliseconds time) override;
  std::vector<ConnectionRow> connections() override;
  std::vector<CounterRow> counters() override;

  IpvsDirector ipvs_;
  std::set<std::string> left_over_;  ///< entries of scenarios before: the kernel keeps them
};

}  // namespace hopproof::differential
