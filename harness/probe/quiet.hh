#pragma once

#include "harness/base/event_loop.hh"

#include <chrono>
#include <cstdint>
#include <functional>

namespace hopproof::probe {

/// TCP connections of the step at hand that are not settled.
struct Unfinished {
  int connections = 0;
  int resending = 0;  ///< of these: wait for nothing but the time of a resend
  int resends = 0;    ///< the most that one of them has made
};

/// Where the quiet watch looks. All of it is about every node of the lab.
struct QuietSources {
  using Clock = EventLoop::Clock;
  std::function<Clock::time_point()> now = Clock::now;
  std::function<uint64_t()> frames_seen;  ///< frames taken so far at all taps
  std::function<bool()> resolving;        ///< an ARP or neighbour request is open
  std::function<bool()> busy;             ///< a process runs, or packets wait for one
  std::function<bool()> packets_waiting;  ///< packets wait for a director's process
  std::function<bool()> any_unfinished;   ///< is a connection of the step not settled?
  std::function<Unfinished()> unfinished;
  /// Returns when the directors have dealt with what they have taken; its frames are seen then.
  std::function<void()> catch_up = [] {};
};

/// Decides when nothing but resends will happen in the lab any more: then silence is final. That is
/// so when for 70 ms (more than the 60 ms between two ARP requests), and at four looks or more, no
/// frame was taken, no address was being resolved and no process of the lab was running; the last
/// two are asked where the window nears its end. A director may still be at work on a packet that
/// left its queue: before silence is final, each has to say that it is not.
class QuietWatch {
 public:
  using Clock = EventLoop::Clock;
  using Condition = std::function<bool()>;
  enum class End { done, quiet, deadline };

  static constexpr std::chrono::milliseconds quiet_window{70};
  static constexpr int looks_needed = 4;

  QuietWatch(EventLoop& loop, QuietSources sources);

  /// Runs the loop until `done`, or until the lab is quiet and `over` holds, or for `at_most`.
  End run_until(const Condition& done, const Condition& over, std::chrono::milliseconds at_most);

  /// Runs the loop until no connection of the step is unfinished and no packet waits: what a good
  /// end takes. Where connections stay unfinished, until the lab is quiet.
  End finish();

  /// One look now; true when the lab is quiet.
  bool look();
  /// How long the lab has been without any activity.
  std::chrono::milliseconds silent_for() const;
  Unfinished unfinished() const { return sources_.unfinished(); }

 private:
  bool is_still_quiet();
  bool active();
  bool settled();

  EventLoop& loop_;
  QuietSources sources_;
  uint64_t frames_ = 0;
  Clock::time_point last_activity_;
  int looks_ = 0;  ///< since the last activity
};

}  // namespace hopproof::probe
