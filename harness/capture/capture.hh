#pragma once

#include "harness/base/event_loop.hh"
#include "harness/capture/opening_taps.hh"
#include "harness/trace/frame.hh"
#include "netns/lab.hh"

#include <memory>
#include <string>
#include <vector>

namespace hopproof::capture {

/// Taps on both ends of every veth pair, through libpcap. Armed when the constructor returns: each
/// tap has seen its own marker frame.
class Capture {
 public:
  /// Throws SystemError("tap director.lan: ..."), MissingCapability without CAP_NET_RAW.
  Capture(EventLoop& loop, OpeningTaps opening);
  Capture(EventLoop& loop, const std::vector<netns::TapPoint>& points);
  ~Capture();

  const std::vector<trace::TapInfo>& taps() const;

  /// An interface has another MAC address from now on; frames taken so far are to be settled
  /// before.
  void set_mac(const std::string& node, const std::string& interface, const MacAddress& mac);

  /// Reads until every tap has seen a new marker frame: all that was on a wire before the call has
  /// been taken. Returns the frames since the last call, by time, numbered on; markers left out.
  std::vector<trace::Frame> settle();

  /// Frames taken so far, without waiting (for the quiet watch).
  uint64_t seen() const;
  /// steady_clock time at which the last frame was taken.
  EventLoop::Clock::time_point last_seen() const;

  /// Frames that the kernel could not give us. Not 0: the run is an error, not a pass.
  uint64_t lost() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hopproof::capture
