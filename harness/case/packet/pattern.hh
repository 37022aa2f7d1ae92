#pragma once

#include "harness/base/address.hh"
#include "harness/case/text/diagnostic.hh"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hopproof {

/// "client > director on lan". "any" is any node; client, director and rs are roles unless a node
/// has that name.
struct HopPattern {
  std::string from;
  std::string to;
  std::string network;  ///< "" when not said

  std::string text() const;
};

/// The port in an address pattern: nothing written, a number, "any", or a word that is bound.
struct PortPattern {
  enum class Kind { none, number, any, word };
  Kind kind = Kind::none;
  uint16_t number = 0;
  std::string word;
};

/// "CIP:cport", "any", "rs1.back:80", "[2001:db8::5]:80".
struct AddressPattern {
  enum class Kind { any, cip, vip, rip, dip, name, literal };
  Kind kind = Kind::any;
  std::string name;  ///< a node, or node.interface
  IpAddress literal;
  PortPattern port;

  std::string text() const;
};

enum class PacketKind {
  unspecified,  ///< TCP, UDP, SCTP or echo
  tcp,
  udp,
  sctp,
  init,
  init_ack,
  cookie_echo,
  cookie_ack,
  abort,
  syn,
  syn_ack,
  ack,
  data,
  fin,
  rst,
  icmp,
  icmp6,
  ipip,
  arp_who_has,
  arp_reply,
};

/// An ICMP type, and a code where the word names one.
struct IcmpPattern {
  std::string word;  ///< "port-unreachable", "3/4", "redirect"
  std::optional<uint8_t> type;
  std::optional<uint8_t> code;
};

/// "[KIND] SOURCE > DESTINATION [carrying PACKET] [ttl N] [size N] [xN]"
struct PacketPattern {
  PacketKind kind = PacketKind::unspecified;
  IcmpPattern icmp;
  AddressPattern source;  ///< of ARP: the address asked for or answered is in destination
  AddressPattern destination;
  std::shared_ptr<const PacketPattern> carrying;
  std::optional<int> ttl;
  std::optional<int> size;   ///< IP length in bytes
  std::optional<int> times;  ///< x2: exactly twice

  std::string text() const;
};

std::variant<HopPattern, LineError> parse_hop(std::string_view text);
std::variant<PacketPattern, LineError> parse_packet(std::string_view text);

}  // namespace hopproof
