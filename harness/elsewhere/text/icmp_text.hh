#pragma once

#include "harness/elsewhere/readers/seen_packet.hh"

#include <string_view>

namespace hopproof::elsewhere {

/// Reads what tcpdump prints behind "ICMP " or "ICMP6, ": "echo request, id 1, seq 2, length 64",
/// "10.0.0.1 udp port 53 unreachable, length 36". Without -v an error shows of its quote only where
/// that went: its source is then taken to be who gets the error (RFC 792). A message that has no
/// name here is one of type 255.
void read_icmp_text(std::string_view text, NamedAddresses& names, trace::Packet& packet);

}  // namespace hopproof::elsewhere
