#pragma once

#include "harness/trace/packet.hh"
#include "harness/trace/window.hh"

namespace hopproof {

/// A packet in a packet in a packet: an error about a tunnel. Deeper ones are not read.
inline constexpr int kMaxCarried = 3;

/// Reads an IPv4 or IPv6 packet, by its version; `depth` counts the packets around it.
void dissect_ip(const Window& window, int depth, Packet& packet);

/// Reads what `packet.protocol` names. The window is what the IP header announces after itself.
void dissect_transport(const Window& window, int depth, Packet& packet);

/// ICMP and ICMPv6, with the packet that an error quotes.
void dissect_icmp(const Window& window, int depth, Packet& packet);

/// Everything that is left belongs to the transport's payload.
void take_payload(const Window& window, Packet& packet);

/// The checksum over the whole window and the pseudo header; cut for a fragment or a short capture.
ChecksumState transport_state(const Window& window, const Packet& packet, bool pseudo_header);

}  // namespace hopproof
