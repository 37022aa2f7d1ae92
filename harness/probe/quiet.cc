#include "harness/probe/quiet.hh"

namespace hopproof::probe {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds watch_tick{10};
constexpr milliseconds finish_tick{1};
constexpr milliseconds longest_finish{10'000};

}  // namespace

QuietWatch::QuietWatch(EventLoop& loop, QuietSources sources)
    : loop_(loop), sources_(std::move(sources)), last_activity_(sources_.now()) {}

QuietWatch::End QuietWatch::run_until(const Condition& done, const Condition& over,
                                      milliseconds at_most) {
  const auto deadline = sources_.now() + at_most;
  last_activity_ = sources_.now();  // the waiting code has just done something
  looks_ = 0;
  for (;;) {
    if (done()) return End::done;
    const bool quiet = look();
    if (quiet && over() && is_still_quiet()) return done() ? End::done : End::quiet;
    if (sources_.now() >= deadline) return End::deadline;
    loop_.run_once(quiet ? quiet_window : watch_tick);  // what wakes it ends the quiet
  }
}

// The resend that satisfied `over` may have happened since the look: its frames are there by now.
// So are those of a director that was slow: on a processor that is emulated or shared it takes
// longer than the window for its first packet.
bool QuietWatch::is_still_quiet() {
  sources_.catch_up();
  loop_.run_once(milliseconds(0));
  return look();
}

// A lab that was found quiet, and has sent nothing since, is not waited for again.
QuietWatch::End QuietWatch::finish() {
  const auto deadline = sources_.now() + longest_finish;
  loop_.run_once(milliseconds(0));
  while (!look()) {
    if (settled()) return End::done;
    if (sources_.now() >= deadline) return End::deadline;
    loop_.run_once(finish_tick);
  }
  return End::quiet;
}

bool QuietWatch::look() {
  if (active()) {
    last_activity_ = sources_.now();
    looks_ = 0;
    return false;
  }
  ++looks_;
  return looks_ >= looks_needed && silent_for() >= quiet_window;
}

milliseconds QuietWatch::silent_for() const {
  return std::chrono::duration_cast<milliseconds>(sources_.now() - last_activity_);
}

// The dear questions come last, and only where the answer counts: an address that is being resolved
// asks every 60 ms, which is a frame, so whoever looks in the second half of the window sees it.
bool QuietWatch::active() {
  const uint64_t frames = sources_.frames_seen();
  if (frames != frames_) {
    frames_ = frames;
    return true;
  }
  if (silent_for() < quiet_window / 2) return false;
  if (sources_.resolving()) return true;
  return silent_for() >= quiet_window && sources_.busy();
}

bool QuietWatch::settled() {
  return !sources_.packets_waiting() && !sources_.any_unfinished() && !sources_.resolving();
}

}  // namespace hopproof::probe
