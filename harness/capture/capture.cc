#include "harness/capture/capture.hh"

#include "harness/base/error.hh"
#include "harness/capture/marker.hh"
#include "harness/capture/tap.hh"

#include <algorithm>
#include <future>
#include <limits>
#include <random>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <poll.h>

namespace hopproof::capture {
namespace {

/// Calls `job(0)` to `job(count - 1)` each on a thread of its own and waits for all; throws what
/// the first of them threw. For system calls that wait inside the kernel: closing one packet socket
/// costs 10 to 25 ms of RCU grace periods, ten at once cost the same.
template <class Job>
void parallel_for(int count, const Job& job) {
  std::vector<std::future<void>> running;
  running.reserve(size_t(count));
  for (int i = 0; i < count; ++i) {
    running.push_back(std::async(std::launch::async, [&job, i] { job(i); }));
  }
  for (auto& each : running) each.wait();
  for (auto& each : running) each.get();
}

using Clock = EventLoop::Clock;
using std::chrono::milliseconds;

/// Markers cross a veth pair in microseconds; this is for a host that is busy otherwise.
constexpr milliseconds marker_deadline{5000};
/// After this a missing marker is sent again: the first one may have met a queue not up yet.
constexpr milliseconds marker_resend{20};

uint64_t random_nonce() {
  std::random_device random;
  return uint64_t{random()} << 32 | random();
}

}  // namespace

struct Capture::Impl {
  struct Tapped {
    std::unique_ptr<Tap> tap;
    EventLoop::Watch watch;
    uint64_t nonce_seen = 0;
  };

  Impl(EventLoop& event_loop, OpeningTaps opening) : loop(event_loop), nonce(random_nonce() | 1) {
    for (std::unique_ptr<Tap>& tap : opening.take()) tapped.emplace_back().tap = std::move(tap);
    for (size_t i = 0; i < tapped.size(); ++i) {
      taps.push_back(tapped[i].tap->info());
      tapped[i].watch = loop.watch(tapped[i].tap->fd(), POLLIN, [this, i](short) { read(int(i)); });
    }
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  ~Impl() {
    for (Tapped& each : tapped) each.watch = {};
    close();
  }

  void close() noexcept {
    try {
      parallel_for(int(tapped.size()), [&](int i) { tapped[size_t(i)].tap.reset(); });
    } catch (const std::system_error&) {  // no thread to be had: closed one by one then
    }
  }

  void read(int index) {
    Tapped& each = tapped[size_t(index)];
    each.tap->read([&](int64_t time_ns, uint32_t wire_length, std::span<const uint8_t> bytes) {
      if (const auto marked = marker_nonce(bytes)) {
        each.nonce_seen = *marked;
        marked_at_ns = std::max(marked_at_ns, time_ns);
        return;
      }
      frames.push_back({index, time_ns, wire_length, {bytes.begin(), bytes.end()}, 0});
      ++seen;
      last_seen = Clock::now();
    });
  }

  void read_all() {
    for (int i = 0; i < int(tapped.size()); ++i) read(i);
  }

  /// Sends a new marker over every segment and reads until each tap has seen it.
  void mark() {
    ++nonce;
    const auto deadline = Clock::now() + marker_deadline;
    while (send_markers()) {
      const auto resend = std::min(deadline, Clock::now() + marker_resend);
      if (loop.run_until([this] { return missing() == nullptr; }, resend)) return;
      if (Clock::now() >= deadline) give_up();
    }
  }

  /// False when no tap waits for one. A tap sees the marker that the other end sends.
  bool send_markers() {
    if (missing() == nullptr) return false;
    const MarkerFrame marker = make_marker(nonce);
    for (Tapped& each : tapped) each.tap->inject(marker);
    read_all();
    return true;
  }

  /// A tap that has not seen the marker yet and can see it: a step may set a link down.
  const Tapped* missing() const {
    for (const Tapped& each : tapped) {
      if (each.nonce_seen != nonce && each.tap->is_connected()) return &each;
    }
    return nullptr;
  }

  void give_up() {
    const Tapped* tap = missing();
    if (tap == nullptr) return;
    throw HostError(fmt::format("tap {}: no marker frame within {} ms", tap->tap->info().name(),
                                marker_deadline.count()));
  }

  /// What was seen while only some taps were armed would look like frames lost on the way.
  void forget_unarmed() {
    std::erase_if(frames,
                  [this](const trace::Frame& frame) { return frame.time_ns <= marked_at_ns; });
    seen = frames.size();
  }

  std::vector<trace::Frame> take() {
    std::ranges::stable_sort(frames, {}, &trace::Frame::time_ns);
    for (trace::Frame& frame : frames) frame.number = ++last_number;
    return std::exchange(frames, {});
  }

  EventLoop& loop;
  std::vector<Tapped> tapped;
  std::vector<trace::TapInfo> taps;
  std::vector<trace::Frame> frames;
  uint64_t nonce;
  int64_t marked_at_ns = std::numeric_limits<int64_t>::min();
  uint64_t seen = 0;
  Clock::time_point last_seen = Clock::now();
  int last_number = 0;
};

Capture::Capture(EventLoop& loop, const std::vector<netns::TapPoint>& points)
    : Capture(loop, OpeningTaps(points)) {}

Capture::Capture(EventLoop& loop, OpeningTaps opening)
    : impl_(std::make_unique<Impl>(loop, std::move(opening))) {
  impl_->mark();
  impl_->forget_unarmed();
}

Capture::~Capture() = default;

void Capture::set_mac(const std::string& node, const std::string& interface,
                      const MacAddress& mac) {
  for (trace::TapInfo& tap : impl_->taps)
    if (tap.node == node && tap.interface == interface) tap.mac = mac;
}

const std::vector<trace::TapInfo>& Capture::taps() const { return impl_->taps; }

std::vector<trace::Frame> Capture::settle() {
  impl_->mark();
  return impl_->take();
}

uint64_t Capture::seen() const { return impl_->seen; }

EventLoop::Clock::time_point Capture::last_seen() const { return impl_->last_seen; }

uint64_t Capture::lost() const {
  uint64_t lost = 0;
  for (const auto& each : impl_->tapped) lost += each.tap->dropped();
  return lost;
}

}  // namespace hopproof::capture
