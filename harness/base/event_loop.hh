#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace hopproof {

/// Waits on file descriptors and calls their handlers, on one thread. Not a scheduler: what has to
/// happen later waits for a descriptor (a timerfd, a pidfd, a socket).
class EventLoop {
 public:
  using Clock = std::chrono::steady_clock;
  using Handler = std::function<void(short ready)>;

  /// Ends the watch when it goes. May be destroyed inside its own handler.
  class Watch {
   public:
    Watch() = default;
    Watch(Watch&&) noexcept = default;
    Watch& operator=(Watch&& other) noexcept;
    ~Watch();
    /// Changes what is waited for (POLLIN, POLLOUT); 0 pauses.
    void events(short events);

   private:
    friend class EventLoop;
    struct Entry;
    explicit Watch(std::shared_ptr<Entry> entry) : entry_(std::move(entry)) {}
    std::shared_ptr<Entry> entry_;
  };

  [[nodiscard]] Watch watch(int fd, short events, Handler handler);

  /// Waits for at most `timeout` and calls each ready handler once; returns how many were called.
  int run_once(std::chrono::milliseconds timeout);

  /// Runs until `done` holds (true) or the deadline passes (false).
  bool run_until(const std::function<bool()>& done, Clock::time_point deadline);

 private:
  std::vector<std::shared_ptr<Watch::Entry>> entries_;
};

}  // namespace hopproof
