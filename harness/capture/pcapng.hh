#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/capture/frame.hh"

namespace hopproof {

/// A capture file of a whole case: one interface block per tap, named, nanosecond times, equal
/// snap lengths (libpcap refuses others). Frames are written in the order of their numbers.
class PcapngWriter {
 public:
  PcapngWriter(const std::string& path, const std::vector<TapInfo>& taps);  ///< throws SystemError
  ~PcapngWriter();
  void write(std::span<const Frame> frames);

 private:
  int fd_ = -1;
};

struct PcapngFile {
  std::vector<std::string> interfaces;
  std::vector<Frame> frames;
};

/// Reads what the writer writes, and files of others within limits (64 MiB, 1,000,000 frames);
/// throws HostError("PATH: block at byte N: ...") for anything else.
PcapngFile read_pcapng(const std::string& path);

}  // namespace hopproof
