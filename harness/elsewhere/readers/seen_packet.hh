#pragma once

#include "harness/trace/packet.hh"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hopproof::elsewhere {

/// Which way a packet went at the tap, as the capture itself says it (-i any, SLL).
enum class Direction : uint8_t { unknown, in, out };

/// A packet as one frame of a pcap, or one line of text, tells it. What it does not tell is 0 or ""
/// in `packet`: a TTL (no IP packet that is seen has 0), an IP id, a MAC address.
struct SeenPacket {
  int file = 0;         ///< index of the capture
  uint64_t number = 0;  ///< of the frame, or of the line, from 1
  int64_t time_ns = 0;  ///< by the clock of whoever captured it; 0 where there is none (-t)
  Direction direction = Direction::unknown;
  std::string node;       ///< of a file that holds several hosts (hopproof's own); else ""
  std::string interface;  ///< "eth0"; "" where the capture does not say it
  trace::Packet packet;
  bool sequence_known = true;         ///< not of a bare ACK in text
  bool acknowledgement_known = true;  ///< not of a relative one whose beginning is not shown
  bool payload_known = true;          ///< payload_hash is of the whole payload
  std::string around;                 ///< the tunnel it came in: "vxlan 42", "vlan 7"; or ""
};

/// Names of a capture in text (no -n, or redacted) as addresses of 240.0.0.0/4, which no host has:
/// the same name is the same address in all captures of an analysis.
class NamedAddresses {
 public:
  IpAddress address_of(std::string_view name);
  /// The name, or the address as text.
  std::string text(const IpAddress& address) const;
  bool is_named(const IpAddress& address) const;

 private:
  std::vector<std::string> names_;
};

/// A capture: what the file as a whole says, and what reading it came to.
struct CaptureFile {
  std::string path;                  ///< "-" for standard input
  std::string node;                  ///< whose it is; "" when not given
  std::string format;                ///< "pcap", "pcapng", "tcpdump text"
  std::vector<std::string> filters;  ///< as pcapng or a shown command line tell them
  bool filter_known = false;         ///< `filters` is all there is: "" among them is no filter
  bool has_times = true;
  uint64_t packets = 0;
  uint64_t dropped = 0;               ///< by the kernel, as the capture says
  uint64_t unreadable = 0;            ///< lines or frames
  std::vector<std::string> examples;  ///< the first unreadable ones, with their places
  std::vector<std::string> notes;     ///< "ends within frame 12"
  int64_t first_ns = 0, last_ns = 0;

  /// Counts it, and keeps the first ones.
  void cannot_read(uint64_t number, std::string_view what);
};

/// Takes the packets of a file one by one, in the file's order.
using PacketSink = std::function<void(SeenPacket&&)>;

}  // namespace hopproof::elsewhere
