#pragma once

#include "engine/director/ipvs_director.hh"
#include "engine/director/ipvs_netlink.hh"
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
  using Clock = std::chrono::steady_clock;

  director::Director& director() override { return ipvs_; }
  /// It works in the soft interrupts of the machine's one processor.
  bool is_prompt() const override { return true; }
  void reset() override;
  std::string ipvsadm(std::string_view line) override;
  void let_timers_fire() override;
  void wait(std::chrono::milliseconds time) override;
  std::vector<director::ConnectionRow> connections() override;
  std::vector<director::CounterRow> counters() override;

  void wait_without_estimation(Clock::time_point moment);
  void wait_until(Clock::time_point moment);

  director::IpvsDirector ipvs_;
  director::IpvsNetlink netlink_;
  Clock::time_point moment_;  ///< until when the scenario has waited: what its steps take counts
  bool other_timeouts_ = false;
  std::set<std::string> left_over_;  ///< entries of scenarios before: the kernel keeps them
};

}  // namespace hopproof::differential
