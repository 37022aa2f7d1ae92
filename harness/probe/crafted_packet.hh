#pragma once

#include "harness/base/address.hh"
#include "harness/case/packet/pattern.hh"

#include <cstdint>
#include <functional>
#include <vector>

namespace hopproof::probe {

/// What CIP, VIP, rs1.back or a word mean in this case; port 0 where none is given.
/// Throws HostError for words without a meaning.
using AddressResolver = std::function<Endpoint(const AddressPattern&)>;

/// One IP packet, ready to be sent, and what it is about.
struct CraftedPacket {
  std::vector<uint8_t> bytes;  ///< from the IP header on, checksums filled in
  uint8_t protocol = 6;
  Endpoint source, destination;  ///< ports 0 for ICMP
  uint16_t echo_id = 0;
};

/// Builds the packet that a hop's words describe. Sequence numbers are arbitrary; without `size`
/// DATA and UDP carry 16 bytes, an ICMP error without `carrying` quotes a TCP SYN of its receiver.
/// Throws HostError for ARP, for ports that are missing, and for a size that is too small.
CraftedPacket craft(const PacketPattern& pattern, const AddressResolver& resolve);

}  // namespace hopproof::probe
