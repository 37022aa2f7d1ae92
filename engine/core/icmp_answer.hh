#pragma once

#include "engine/core/wire/packet.hh"

#include <array>
#include <cstdint>
#include <span>

namespace hopproof::core {

/// Why the director itself answers a packet.
enum class IcmpReason : uint8_t { port_unreachable, host_unreachable, time_exceeded, too_big };

/// Builds the ICMP errors that the director sends, as icmp_send() and icmp6_send() do: quoting as
/// much of the packet as fits into 576 (v6: 1280) bytes, tos 0xc0, 64 hops.
class IcmpAnswer {
 public:
  /// To the sender of `offender`, from `source` (v4: all zero leaves it to the raw socket). `mtu`
  /// goes into too_big. Empty when the sender must not be answered; holds until the next call.
  std::span<const uint8_t> build(const Packet& offender, IcmpReason reason,
                                 const PackedAddress& source, uint32_t mtu = 0);

 private:
  std::span<const uint8_t> build_v4(const Packet& offender, IcmpReason reason,
                                    const PackedAddress& source, uint32_t mtu);
  std::span<const uint8_t> build_v6(const Packet& offender, IcmpReason reason,
                                    const PackedAddress& source, uint32_t mtu);

  std::array<uint8_t, 1280> buffer_{};
};

}  // namespace hopproof::core
