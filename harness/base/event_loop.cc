#include "harness/base/event_loop.hh"

#include "harness/base/error.hh"

#include <algorithm>
#include <cerrno>

#include <poll.h>

namespace hopproof {

struct EventLoop::Watch::Entry {
  int fd;
  short events;
  Handler handler;
  bool ended = false;
};

EventLoop::Watch& EventLoop::Watch::operator=(Watch&& other) noexcept {
  if (entry_) entry_->ended = true;
  entry_ = std::move(other.entry_);
  return *this;
}

EventLoop::Watch::~Watch() {
  if (entry_) entry_->ended = true;
}

void EventLoop::Watch::events(short events) {
  if (entry_) entry_->events = events;
}

EventLoop::Watch EventLoop::watch(int fd, short events, Handler handler) {
  auto entry = std::make_shared<Watch::Entry>(Watch::Entry{fd, events, std::move(handler)});
  entries_.push_back(entry);
  return Watch(std::move(entry));
}

int EventLoop::run_once(std::chrono::milliseconds timeout) {
  std::erase_if(entries_, [](const auto& e) { return e->ended; });
  const auto waiting = entries_;  // handlers may add and end watches
  std::vector<pollfd> fds;
  for (const auto& e : waiting) fds.push_back({e->events == 0 ? -1 : e->fd, e->events, 0});
  const int ready = ::poll(fds.data(), fds.size(), int(timeout.count()));
  if (ready < 0 && errno != EINTR) throw_errno("poll");
  int called = 0;
  for (size_t i = 0; ready > 0 && i < fds.size(); ++i) {
    if (fds[i].revents == 0 || waiting[i]->ended) continue;
    waiting[i]->handler(fds[i].revents);
    ++called;
  }
  return called;
}

bool EventLoop::run_until(const std::function<bool()>& done, Clock::time_point deadline) {
  while (!done()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    run_once(left);
  }
  return true;
}

}  // namespace hopproof
