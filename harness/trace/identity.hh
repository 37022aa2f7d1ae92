#pragma once

#include "harness/trace/packet.hh"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>

namespace hopproof::trace {

/// What address and port translation leaves alone of a packet: equal on the way through a node.
struct Identity {
  enum class Kind : uint8_t { tcp, udp, echo, error, fragment, other };
  Kind kind = Kind::other;
  uint8_t protocol = 0;
  std::array<uint64_t, 3> words{};

  /// Different packets have different ones (sequence numbers of 32 random bits). Of the others,
  /// several packets of several connections may look alike.
  bool is_strong() const { return kind == Kind::tcp || kind == Kind::fragment; }
  auto operator<=>(const Identity&) const = default;
};

/// nullopt for what no node passes on: ARP, neighbour discovery, frames that are not IP. A tunnel
/// has the identity of what it carries.
std::optional<Identity> identity_of(const Packet& packet);

}  // namespace hopproof::trace
