#pragma once

#include "harness/base/mac.hh"

#include <cstdint>
#include <string>
#include <vector>

namespace hopproof::trace {

/// One end of a veth pair as the capture knows it. `index` is also the pcapng interface number.
struct TapInfo {
  int index = 0;
  std::string node;
  std::string interface;
  std::string network;
  MacAddress mac{};
  bool switch_side = false;

  /// "director.lan", "switch:director.lan": the pcapng interface name.
  std::string name() const;
};

/// A frame seen at one tap.
struct Frame {
  int tap = 0;
  int64_t time_ns = 0;       ///< since the epoch
  uint32_t wire_length = 0;  ///< bytes on the wire; `bytes` may be cut at the snap length
  std::vector<uint8_t> bytes;
  int number = 0;  ///< in the pcapng of the case, from 1, as tcpdump and Wireshark count
};

}  // namespace hopproof::trace
