#pragma once

#include "harness/base/address.hh"
#include "harness/base/mac.hh"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hopproof::trace {

struct ArpMessage {
  bool is_request = true;
  MacAddress sender_mac{}, target_mac{};
  IpAddress sender, target;
};

enum TcpFlag : uint8_t {
  fin_flag = 1,
  syn_flag = 2,
  rst_flag = 4,
  psh_flag = 8,
  ack_flag = 16,
  urg_flag = 32
};

/// RFC 7323: what NAT leaves alone, and a resend does not repeat.
struct TcpTimestamps {
  uint32_t value = 0, echo = 0;
};

struct TcpFields {
  uint32_t sequence = 0, acknowledgement = 0;
  uint8_t flags = 0;
  uint16_t window = 0;
  std::optional<TcpTimestamps> timestamps = {};
};

struct IcmpFields {
  uint8_t type = 0, code = 0;
  uint16_t id = 0, sequence = 0;  ///< of an echo
  uint32_t rest = 0;              ///< the four bytes after the checksum (an MTU, a gateway)
};

/// cut: a fragment, or the capture or an ICMP quote ends before.
enum class ChecksumState : uint8_t { right, wrong, absent, cut };

/// One packet, read from raw bytes; whatever is missing in a short or broken packet stays empty.
struct Packet {
  MacAddress source_mac{}, destination_mac{};
  uint16_t ether_type = 0;
  std::optional<ArpMessage> arp;
  /// A neighbour solicitation or advertisement (RFC 4861), told as what ARP would have said.
  std::optional<ArpMessage> neighbour;

  bool is_ip = false;
  IpAddress source, destination;
  uint8_t protocol = 0;          ///< the transport's number, behind IPv6 extension headers
  uint8_t ttl = 0;               ///< hop limit
  uint16_t ip_id = 0;            ///< IPv4, or of an IPv6 fragment header (low bits)
  uint16_t fragment_offset = 0;  ///< bytes
  bool more_fragments = false;
  bool dont_fragment = false;
  uint32_t ip_length = 0;  ///< total length, header included

  std::optional<uint16_t> source_port, destination_port;  ///< TCP, UDP, SCTP
  std::optional<TcpFields> tcp;
  std::optional<uint8_t> sctp_chunk;      ///< type of the first chunk, RFC 9260
  std::optional<IcmpFields> icmp;         ///< ICMP and ICMPv6
  std::shared_ptr<const Packet> carried;  ///< what an ICMP error quotes, or a tunnel holds
  uint32_t payload_offset = 0;            ///< of the transport's payload, in the frame's bytes
  uint32_t payload_length = 0;            ///< bytes of it that the frame holds
  uint32_t payload_claimed = 0;           ///< bytes that the headers announce: more than
                                          ///< payload_length in a cut capture or a quote
  uint64_t payload_hash = 0;              ///< FNV-1a of the payload that was captured

  ChecksumState ip_checksum = ChecksumState::absent;
  ChecksumState transport_checksum = ChecksumState::absent;

  /// Who asks for, or tells, a MAC address: ARP, or IPv6's counterpart of it; null for others.
  const ArpMessage* neighbour_message() const {
    return arp ? &*arp : neighbour ? &*neighbour : nullptr;
  }
  bool is_fragment() const { return more_fragments || fragment_offset != 0; }
  /// "1.2.3.4:5 > 6.7.8.9:80" (addresses only where there is no port).
  std::string tuple() const;
  /// "SYN", "ACK", "DATA 120", "ICMP port-unreachable", "ARP who-has 10.0.0.1"
  std::string kind_text() const;
  /// kind and tuple, and what it carries.
  std::string text() const;
};

/// Reads an Ethernet frame. Never throws and never reads past the end.
Packet dissect_frame(std::span<const uint8_t> bytes);

/// The name iptables -p icmp -h gives this type and code, else "3/4".
std::string icmp_name(Family family, uint8_t type, uint8_t code);

}  // namespace hopproof::trace
