#include "engine/core/wire/packet.hh"

#include "engine/core/wire/header.hh"

#include <algorithm>

namespace hopproof::core {

namespace {

constexpr int max_extension_headers = 8;

enum ExtensionHeader : uint8_t {
  hop_by_hop = 0,
  routing = 43,
  fragment = 44,
  authentication = 51,
  destination_options = 60,
};

bool is_extension(uint8_t next_header) {
  return next_header == hop_by_hop || next_header == routing || next_header == fragment ||
         next_header == authentication || next_header == destination_options;
}

/// RFC 8200 counts 8-byte units without the first; RFC 4302 4-byte units without the first two.
size_t extension_length(uint8_t kind, uint8_t length_field) {
  if (kind == fragment) return 8;
  if (kind == authentication) return (size_t{length_field} + 2) * 4;
  return (size_t{length_field} + 1) * 8;
}

}  // namespace

std::optional<Packet> Packet::parse(std::span<uint8_t> bytes) {
  if (bytes.empty()) return std::nullopt;
  if (bytes[0] >> 4 == 4) return parse_v4(bytes, false);
  if (bytes[0] >> 4 == 6) return parse_v6(bytes, false);
  return std::nullopt;
}

std::optional<Packet> Packet::parse_quoted(std::span<uint8_t> bytes) {
  if (bytes.empty()) return std::nullopt;
  if (bytes[0] >> 4 == 4) return parse_v4(bytes, true);
  if (bytes[0] >> 4 == 6) return parse_v6(bytes, true);
  return std::nullopt;
}

std::optional<Packet> Packet::parse_v4(std::span<uint8_t> bytes, bool quoted) {
  if (bytes.size() < v4_header) return std::nullopt;
  const size_t header = (bytes[0] & 0x0fu) * 4u;
  const size_t total = load16(&bytes[2]);
  if (header < v4_header || total < header || bytes.size() < header) return std::nullopt;
  if (!quoted && bytes.size() < total) return std::nullopt;

  Packet packet(bytes.first(std::min(total, bytes.size())), Family::v4);
  packet.header_length_ = header;
  packet.protocol_ = bytes[9];
  packet.later_fragment_ = (load16(&bytes[6]) & 0x1fff) != 0;
  return packet;
}

std::optional<Packet> Packet::parse_v6(std::span<uint8_t> bytes, bool quoted) {
  if (bytes.size() < v6_header) return std::nullopt;
  const size_t total = v6_header + load16(&bytes[4]);
  if (!quoted && bytes.size() < total) return std::nullopt;

  Packet packet(bytes.first(std::min(total, bytes.size())), Family::v6);
  packet.header_length_ = v6_header;
  packet.protocol_ = bytes[6];
  if (!packet.skip_extension_headers()) return std::nullopt;
  return packet;
}

bool Packet::skip_extension_headers() {
  for (int count = 0; is_extension(protocol_); ++count) {
    if (count == max_extension_headers || bytes_.size() < header_length_ + 8) return false;
    const uint8_t* header = &bytes_[header_length_];
    const size_t length = extension_length(protocol_, header[1]);
    if (bytes_.size() < header_length_ + length) return false;
    const bool later = protocol_ == fragment && (load16(header + 2) & 0xfff8) != 0;
    protocol_ = header[0];
    header_length_ += length;
    if (later) {
      later_fragment_ = true;
      return true;
    }
  }
  return true;
}

}  // namespace hopproof::core
