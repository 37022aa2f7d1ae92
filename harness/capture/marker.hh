#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace hopproof::capture {

/// A frame of our own that proves how far a tap has been read. It is addressed to the nearest
/// bridge and has no source, so no switch passes it on or learns from it (802.1Q 8.6.3), and its
/// private EtherType (IEEE 802 local experimental 1) means nothing to any node.
using MarkerFrame = std::array<uint8_t, 60>;

MarkerFrame make_marker(uint64_t nonce);

/// The nonce of a marker; nullopt for any other frame.
std::optional<uint64_t> marker_nonce(std::span<const uint8_t> frame);

}  // namespace hopproof::capture
