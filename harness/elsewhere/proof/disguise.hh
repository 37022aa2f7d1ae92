#pragma once

#include "harness/trace/frame.hh"

#include <cstdint>
#include <string>
#include <vector>

namespace hopproof::elsewhere {

/// A case's capture as one host had taken it elsewhere: in another format, with another clock, cut.
struct Disguise {
  enum class Link : uint8_t { ethernet, vlan, qinq, sll, sll2, raw };
  Link link = Link::ethernet;
  bool nanoseconds = false, big_endian = false;  ///< of the pcap
  uint32_t snap_length = 262144;
  int64_t clock_ns = 0;  ///< added to all times
  int drift_ppm = 0;     ///< and this part of the time since the first
  std::string text;      ///< options of tcpdump; "": a pcap

  /// "sll2 cut 96 clock +1 d"
  std::string name() const;
};

/// The bytes of such a pcap. `macs` are the host's own, for the direction in SLL.
std::vector<uint8_t> disguised(const std::vector<trace::Frame>& frames,
                               const std::vector<MacAddress>& macs, const Disguise& disguise);

}  // namespace hopproof::elsewhere
