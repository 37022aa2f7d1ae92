#pragma once

#include "harness/base/fd.hh"
#include "harness/trace/frame.hh"

#include <cstdint>
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

namespace hopproof::pcapng {

/// Numbers of draft-ietf-opsawg-pcapng that the writer and the reader share.
inline constexpr uint32_t kSectionHeader = 0x0a0d0d0a, kInterface = 1, kSimplePacket = 3,
                          kEnhancedPacket = 6;
inline constexpr uint32_t kByteOrderMagic = 0x1a2b3c4d;
inline constexpr uint16_t kEndOfOptions = 0, kComment = 1;
inline constexpr uint16_t kUserApplication = 4;  // of a section
inline constexpr uint16_t kName = 2, kDescription = 3, kMacAddress = 6, kTimeResolution = 9;
inline constexpr uint16_t kFlags = 2;  // of a packet
inline constexpr uint32_t kInbound = 1, kOutbound = 2;
inline constexpr uint16_t kLinkEthernet = 1;
inline constexpr uint32_t kSnapLength = 262144;

}  // namespace hopproof::pcapng
