#pragma once

#include "harness/elsewhere/readers/seen_packet.hh"
#include "harness/elsewhere/text/cursor.hh"
#include "harness/elsewhere/text/tcp_numbers.hh"

#include <optional>
#include <string_view>

namespace hopproof::elsewhere {

/// Reads what tcpdump (4.9 to 4.99) prints of one packet behind its time, on one line, and what its
/// lines had in common so far.
class PacketLineReader {
 public:
  explicit PacketLineReader(NamedAddresses& names) : names_(names) {}

  /// nullopt for what is none.
  std::optional<SeenPacket> read(std::string_view line);

  /// "IP 10.0.0.1.80 > ..." or "IP (tos 0x0, ...": what -v prints below an ICMP error about the
  /// packet that it quotes.
  std::optional<trace::Packet> read_quote(std::string_view line);

 private:
  bool read_link(Cursor& line, SeenPacket& seen) const;
  bool read_arp(Cursor& line, trace::Packet& packet);
  bool read_ip(Cursor& line, SeenPacket& seen, bool named);
  bool read_ends(Cursor& line, trace::Packet& packet);
  bool read_end(std::string_view text, IpAddress& address, std::optional<uint16_t>& port);
  bool read_transport(Cursor& line, SeenPacket& seen);
  bool read_tcp(Cursor& line, SeenPacket& seen);

  NamedAddresses& names_;
  TcpNumbers numbers_;
};

}  // namespace hopproof::elsewhere
