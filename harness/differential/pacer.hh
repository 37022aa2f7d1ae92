#pragma once

#include "harness/differential/core_player.hh"
#include "harness/differential/difference.hh"

#include <chrono>
#include <optional>
#include <vector>

namespace hopproof::differential {

/// Makes a scenario fit for the kernel's clock. Its timers fire late (the timer wheel rounds a
/// timeout up by as much as an eighth), and its steps take time: on the edge of an expiry it
/// is open what the outcome is. Waits that end on an edge are made longer, and a scenario in which
/// a template and one that follows it are due together is given up: which comes first decides
/// whether the template stays.
class Pacer : public CorePlayer {
 public:
  std::optional<Scenario> pace(const Scenario& scenario);
  /// How late a kernel's timers can be when it has played this.
  static Lateness lateness(const Scenario& scenario);

 private:
  void wait(std::chrono::milliseconds time) override;

  std::vector<std::chrono::milliseconds> waits_;
  std::chrono::milliseconds gone_{};  ///< since the scenario began
  bool decided_ = true;
};

}  // namespace hopproof::differential
