#pragma once

#include "harness/case/packet/pattern.hh"
#include "harness/trace/packet.hh"

namespace hopproof::verdict {

/// True when the packet is of the kind that the pattern names. Without a kind: TCP, UDP, SCTP or an
/// echo, never the kernel's own chatter. ACK is a segment with that flag and none of SYN, FIN, RST;
/// DATA is a transport payload of at least one byte.
bool is_kind(const PacketPattern& pattern, const trace::Packet& packet);

}  // namespace hopproof::verdict
