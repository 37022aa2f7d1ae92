#include "engine/netfilter/expiry_timer.hh"

#include "harness/base/error.hh"

#include <chrono>

#include <sys/timerfd.h>
#include <unistd.h>

namespace hopproof::netfilter {

ExpiryTimer::ExpiryTimer()
    : fd_(check("create a timer", ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK))) {}

core::Time ExpiryTimer::now() {
  return std::chrono::duration_cast<core::Time>(
      std::chrono::steady_clock::now().time_since_epoch());
}

void ExpiryTimer::wake_by(std::optional<core::Time> moment) {
  if (!moment || (armed_ && *armed_ <= *moment)) return;
  const auto milliseconds = std::max<core::Time::rep>(1, moment->count());
  itimerspec when{};
  when.it_value = {milliseconds / 1000, milliseconds % 1000 * 1'000'000};
  check("set the timer", ::timerfd_settime(fd(), TFD_TIMER_ABSTIME, &when, nullptr));
  armed_ = moment;
}

void ExpiryTimer::acknowledge() {
  uint64_t expirations = 0;
  (void)!::read(fd(), &expirations, sizeof expirations);
  armed_.reset();
}

}  // namespace hopproof::netfilter
