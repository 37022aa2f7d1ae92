#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace hopproof::netfilter {

/// Cuts an IP packet into fragments of at most `mtu` bytes, as its sender would have (RFC 791, RFC
/// 8200). `identification` is for packets that bring none: IPv6, and IPv4 with id 0. Empty when the
/// packet must not be cut (IPv4 with DF) or is not well formed.
std::vector<std::vector<uint8_t>> cut_into_fragments(std::span<const uint8_t> packet, uint32_t mtu,
                                                     uint32_t identification);

}  // namespace hopproof::netfilter
