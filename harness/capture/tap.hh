#pragma once

#include "harness/trace/frame.hh"
#include "netns/lab.hh"

#include <functional>
#include <memory>
#include <span>
#include <string>

struct pcap;

namespace hopproof::capture {

/// A libpcap handle on one device of one namespace: whole frames, nanosecond times, no waiting.
class Tap {
 public:
  /// Throws HostError("tap director.lan: ..."), MissingCapability without CAP_NET_RAW.
  explicit Tap(const netns::TapPoint& point, int index);

  const trace::TapInfo& info() const { return info_; }
  /// Readable when there are frames.
  int fd() const { return fd_; }

  using Sink = std::function<void(int64_t time_ns, uint32_t wire_length, std::span<const uint8_t>)>;
  /// Gives away what has been captured, up to some thousand frames a call.
  void read(const Sink& sink);

  /// Sends a frame out of the device: the other end of the veth pair sees it, this tap does not.
  /// False when the device did not take it (it is down, or its queue is not up yet).
  bool inject(std::span<const uint8_t> frame);

  /// Both ends of the veth pair are up. False also when the device has gone.
  bool is_connected() const;

  /// Frames for which the ring had no room.
  uint64_t dropped() const;

 private:
  struct Close {
    void operator()(pcap* handle) const;
  };
  trace::TapInfo info_;
  std::string device_;
  std::unique_ptr<pcap, Close> handle_;
  int fd_ = -1;
};

}  // namespace hopproof::capture
