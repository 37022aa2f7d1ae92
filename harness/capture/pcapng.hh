#pragma once

#include "harness/base/fd.hh"
#include "harness/capture/frame.hh"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace hopproof {

/// A capture file of a whole case: one interface block per tap, named, nanosecond times, equal
/// snap lengths (libpcap refuses others). Frames are written in the order of their numbers.
class PcapngWriter {
 public:
  /// `comments`: by tap, shown beside the interface. Throws SystemError.
  PcapngWriter(const std::string& path, const std::vector<TapInfo>& taps,
               const std::vector<std::string>& comments = {});
  /// `comments`: by frame number, shown by Wireshark and tshark beside the packet.
  void write(std::span<const Frame> frames, const std::map<int, std::string>& comments = {});

 private:
  std::string path_;
  std::vector<TapInfo> taps_;
  Fd fd_;
};

struct PcapngFile {
  std::vector<std::string> interfaces;
  std::vector<Frame> frames;
};

/// Reads what the writer writes, and files of others within limits (64 MiB, 1,000,000 frames, 4096
/// interfaces); throws HostError("PATH: block at byte N: ...") for anything else.
PcapngFile read_pcapng(const std::string& path);

/// The same for a file's content; `path` is for messages.
PcapngFile parse_pcapng(std::span<const uint8_t> bytes, const std::string& path);

}  // namespace hopproof
