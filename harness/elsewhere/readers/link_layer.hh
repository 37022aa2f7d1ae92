#pragma once

#include "harness/elsewhere/readers/seen_packet.hh"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hopproof::elsewhere {

/// What one frame holds, whatever it was captured on.
struct LinkFrame {
  trace::Packet packet;  ///< the innermost of VXLAN; MAC addresses 0 where the link has none
  Direction direction = Direction::unknown;
  std::string interface;  ///< "#2" for the index in SLL2, which only its host can name
  std::string around;     ///< "vlan 7", "vxlan 42"; "" for none
};

/// "Ethernet", "Linux cooked v2"; "" for a link type that is not read (a number of LINKTYPE_).
std::string link_type_name(int link_type);

/// Reads a frame of a link type of which link_type_name() has a name. Never throws and never reads
/// past the end; what is cut stays empty.
LinkFrame read_link_frame(int link_type, std::span<const uint8_t> bytes);

}  // namespace hopproof::elsewhere
