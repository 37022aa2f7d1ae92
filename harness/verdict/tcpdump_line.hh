#pragma once

#include "harness/trace/packet.hh"

#include <string>

namespace hopproof::verdict {

/// A pcap filter for this packet: its addresses, ports, flags and sequence number (or IP id) and
/// TTL. (pcap filters cannot ask for a frame's number.)
std::string pcap_filter(const trace::Packet& packet);

/// "tcpdump -nr FILE -c 1 'tcp and src host ...'"; "" when `pcapng` is "".
std::string tcpdump_line(const std::string& pcapng, const trace::Packet& packet);

}  // namespace hopproof::verdict
