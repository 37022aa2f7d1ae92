#pragma once

#include "harness/base/fd.hh"
#include "harness/trace/frame.hh"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace hopproof::capture {

/// A capture file of a whole case: one interface block per tap, named, nanosecond times, equal
/// snap lengths (libpcap refuses others). Frames are written in the order of their numbers.
class PcapngWriter {
 public:
  /// `file`: an empty one; `path` is for messages. `comments`: by tap, shown beside the interface.
  /// Throws SystemError.
  PcapngWriter(Fd file, std::string path, const std::vector<trace::TapInfo>& taps,
               const std::vector<std::string>& comments = {});
  /// `comments`: by frame number, shown by Wireshark and tshark beside the packet.
  void write(std::span<const trace::Frame> frames, const std::map<int, std::string>& comments = {});

 private:
  std::string path_;
  std::vector<trace::TapInfo> taps_;
  Fd fd_;
};

struct PcapngFile {
  std::vector<std::string> interfaces;
  std::vector<trace::Frame> frames;
};

/// Reads what the writer writes, and files of others within limits (64 MiB, 1,000,000 frames, 4096
/// interfaces); throws HostError("PATH: block at byte N: ...") for anything else.
PcapngFile read_pcapng(const std::string& path);

/// The same for a file's content; `path` is for messages.
PcapngFile parse_pcapng(std::span<const uint8_t> bytes, const std::string& path);

}  // namespace hopproof::capture

namespace hopproof::capture::pcapng {

/// Numbers of draft-ietf-opsawg-pcapng that the writer and the reader share.
inline constexpr uint32_t section_header_block = 0x0a0d0d0a, interface_block = 1,
                          simple_packet_block = 3, interface_statistics_block = 5,
                          enhanced_packet_block = 6;
inline constexpr uint32_t byte_order_magic = 0x1a2b3c4d;
inline constexpr uint16_t end_of_options = 0, comment_option = 1;
inline constexpr uint16_t user_application = 4;  // of a section
inline constexpr uint16_t name_option = 2, description_option = 3, mac_address_option = 6,
                          time_resolution_option = 9, filter_option = 11;
inline constexpr uint16_t interface_drops_option = 5, system_drops_option = 7;  // of statistics
inline constexpr uint16_t flags_option = 2;                                     // of a packet
inline constexpr uint32_t inbound = 1, outbound = 2;
inline constexpr uint16_t link_ethernet = 1;
inline constexpr uint32_t snap_length = 262144;

}  // namespace hopproof::capture::pcapng
