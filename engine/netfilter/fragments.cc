#include "engine/netfilter/fragments.hh"

#include "engine/core/wire/header.hh"
#include "harness/base/big_endian.hh"

#include <algorithm>

namespace hopproof::netfilter {
namespace {

using Fragments = std::vector<std::vector<uint8_t>>;

constexpr size_t v6_fragment_header = 8;
constexpr uint8_t fragment_protocol = 44;
constexpr uint8_t dont_fragment = 0x40, more_fragments = 0x20;

/// Calls `each(offset, data, more)` for slices of a multiple of 8 bytes, except for the last.
template <typename Each>
void slice(std::span<const uint8_t> data, size_t size, Each each) {
  for (size_t offset = 0; offset < data.size(); offset += size) {
    const auto part = data.subspan(offset, std::min(size, data.size() - offset));
    each(offset, part, offset + part.size() < data.size());
  }
}

/// The kernel completes length and checksum of the header when it is sent.
Fragments cut_v4(std::span<const uint8_t> packet, uint32_t mtu, uint32_t identification) {
  const size_t header = size_t(packet[0] & 0x0f) * 4;
  if (header < 20 || packet.size() < header || mtu < header + 8) return {};
  if ((packet[6] & dont_fragment) != 0) return {};
  const bool has_id = packet[4] != 0 || packet[5] != 0;
  Fragments fragments;
  slice(packet.subspan(header), (mtu - header) / 8 * 8, [&](size_t offset, auto part, bool more) {
    std::vector<uint8_t> fragment(packet.begin(), packet.begin() + header);
    fragment.insert(fragment.end(), part.begin(), part.end());
    store16(&fragment[2], uint16_t(fragment.size()));
    if (!has_id) store16(&fragment[4], uint16_t((identification % 0xffff) + 1));
    store16(&fragment[6], uint16_t(offset / 8 | (more ? size_t(more_fragments) << 8 : 0)));
    fragments.push_back(std::move(fragment));
  });
  return fragments;
}

Fragments cut_v6(std::span<const uint8_t> packet, uint32_t mtu, uint32_t identification) {
  if (packet.size() < core::v6_header || mtu < core::v6_header + v6_fragment_header + 8) return {};
  Fragments fragments;
  const size_t size = (mtu - core::v6_header - v6_fragment_header) / 8 * 8;
  slice(packet.subspan(core::v6_header), size, [&](size_t offset, auto part, bool more) {
    std::vector<uint8_t> fragment(packet.begin(), packet.begin() + core::v6_header);
    fragment.insert(fragment.end(),
                    {packet[6], 0, uint8_t(offset >> 8), uint8_t(uint8_t(offset) | (more ? 1 : 0)),
                     uint8_t(identification >> 24), uint8_t(identification >> 16),
                     uint8_t(identification >> 8), uint8_t(identification)});
    fragment.insert(fragment.end(), part.begin(), part.end());
    fragment[6] = fragment_protocol;
    store16(&fragment[4], uint16_t(fragment.size() - core::v6_header));
    fragments.push_back(std::move(fragment));
  });
  return fragments;
}

}  // namespace

Fragments cut_into_fragments(std::span<const uint8_t> packet, uint32_t mtu,
                             uint32_t identification) {
  if (packet.size() < 20) return {};
  switch (packet[0] >> 4) {
    case 4:
      return cut_v4(packet, mtu, identification);
    case 6:
      return cut_v6(packet, mtu, identification);
    default:
      return {};
  }
}

}  // namespace hopproof::netfilter
