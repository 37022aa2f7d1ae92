#pragma once

#include "harness/differential/difference.hh"
#include "harness/differential/pacer.hh"
#include "harness/differential/player.hh"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace hopproof::differential {

/// How many scenarios had each scheduler, sysctl, ICMP type and kind of change in them.
class Coverage {
 public:
  void add(const Scenario& scenario);
  /// "scheduler rr" with its number, in order.
  const std::map<std::string, int>& counts() const { return counts_; }

 private:
  std::map<std::string, int> counts_;
};

/// Which scenarios are played, and for how long.
struct DifferPlan {
  uint64_t seed = 0;
  uint32_t first = 0, count = 200;
  uint32_t seconds = 0;   ///< no scenario is begun after so long; 0: all of them
  bool coverage = false;  ///< also count what the scenarios had in them
};

/// A player and the word that the user called it by.
struct Contestant {
  std::string name;
  Player& player;
};

/// Plays generated scenarios on two players and prints each that they differ in, as a case that was
/// made as small as it can be in half a minute.
class Differ {
 public:
  Differ(DifferPlan plan, Contestant left, Contestant right);

  /// True: no scenario differed. Ends early after five that did.
  bool run();

 private:
  using Clock = std::chrono::steady_clock;

  bool is_over(Clock::time_point begin) const;
  std::optional<Scenario> make(uint32_t index);
  std::optional<Scenario> paced(const Scenario& scenario);
  void count_in(const Scenario& scenario);
  std::optional<Difference> difference(const Scenario& scenario);
  void print_difference(uint32_t index, const Scenario& scenario, const Difference& found);
  Scenario smaller(const Scenario& scenario);
  void tell_sum(Clock::duration took) const;
  void tell_changes_of_state() const;

  DifferPlan plan_;
  Contestant left_, right_;
  std::string kernel_;  ///< "": time costs nothing
  uint32_t made_ = 0, left_out_ = 0;
  int differences_ = 0, played_ = 0;
  Clock::duration spent_{};  ///< by the player on the right
  Pacer pacer_;
  Coverage coverage_;
  CorePlayer watched_;  ///< for the changes of state
};

}  // namespace hopproof::differential
