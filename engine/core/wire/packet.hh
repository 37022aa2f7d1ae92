#pragma once

#include "engine/core/wire/packed_address.hh"
#include "harness/base/big_endian.hh"
#include "harness/base/protocol.hh"

#include <cstdint>
#include <optional>
#include <span>

namespace hopproof::core {

/// The headers of one IP packet, each access within bounds that parse() has checked. Refers to the
/// caller's bytes and writes into them.
class Packet {
 public:
  /// Reads the IP header and, for IPv6, the extension headers before the transport. nullopt: not
  /// IP, cut short, or a length that does not add up. Bytes after the IP length are ignored.
  static std::optional<Packet> parse(std::span<uint8_t> bytes);
  /// The same for what an ICMP error quotes, which may end anywhere after its IP header.
  static std::optional<Packet> parse_quoted(std::span<uint8_t> bytes);

  Family family() const { return family_; }
  bool is_v4() const { return family_ == Family::v4; }
  uint8_t protocol() const { return protocol_; }
  /// A fragment that does not begin with the transport header.
  bool is_later_fragment() const { return later_fragment_; }
  bool dont_fragment() const { return is_v4() && (bytes_[6] & 0x40) != 0; }

  std::span<uint8_t> bytes() const { return bytes_; }
  /// Of the IP header, IPv6 extension headers included.
  size_t header_length() const { return header_length_; }
  /// What follows the IP headers.
  std::span<uint8_t> payload() const { return bytes_.subspan(header_length_); }

  PackedAddress source() const { return PackedAddress::from(source_bytes()); }
  PackedAddress destination() const { return PackedAddress::from(destination_bytes()); }
  std::span<uint8_t> source_bytes() const { return address(0); }
  std::span<uint8_t> destination_bytes() const { return address(address_length()); }
  /// Source and destination side by side, as the pseudo header has them.
  std::span<const uint8_t> addresses() const {
    return bytes_.subspan(is_v4() ? 12 : 8, 2 * address_length());
  }

  /// The field of the header checksum; IPv6 has none.
  uint8_t* header_checksum() const { return is_v4() ? &bytes_[10] : nullptr; }
  uint8_t& ttl() const { return bytes_[is_v4() ? 8 : 7]; }

  /// The payload begins with two ports.
  bool has_ports() const { return bytes_.size() >= header_length_ + 4; }
  uint16_t source_port() const { return load16(&bytes_[header_length_]); }
  uint16_t destination_port() const { return load16(&bytes_[header_length_ + 2]); }

 private:
  Packet(std::span<uint8_t> bytes, Family family) : bytes_(bytes), family_(family) {}
  static std::optional<Packet> parse_v4(std::span<uint8_t> bytes, bool quoted);
  static std::optional<Packet> parse_v6(std::span<uint8_t> bytes, bool quoted);
  bool skip_extension_headers();

  size_t address_length() const { return is_v4() ? 4 : 16; }
  std::span<uint8_t> address(size_t offset) const {
    return bytes_.subspan((is_v4() ? 12 : 8) + offset, address_length());
  }

  std::span<uint8_t> bytes_;
  size_t header_length_ = 0;
  Family family_;
  uint8_t protocol_ = 0;
  bool later_fragment_ = false;
};

}  // namespace hopproof::core
