#include "harness/capture/marker.hh"

#include <algorithm>

namespace hopproof::capture {
namespace {

constexpr std::array<uint8_t, 22> head_bytes = {
    0x01, 0x80, 0xc2, 0,   0,   0x0e,  // to the nearest bridge
    0,    0,    0,    0,   0,   0,     // from nobody
    0x88, 0xb5,                        // private EtherType
    'h',  'o',  'p',  'p', 'r', 'o',  'o', 'f'};

}  // namespace

MarkerFrame make_marker(uint64_t nonce) {
  MarkerFrame frame{};
  std::ranges::copy(head_bytes, frame.begin());
  for (size_t i = 0; i < 8; ++i) frame[head_bytes.size() + i] = uint8_t(nonce >> (56 - 8 * i));
  return frame;
}

std::optional<uint64_t> marker_nonce(std::span<const uint8_t> frame) {
  if (frame.size() < head_bytes.size() + 8) return std::nullopt;
  if (!std::ranges::equal(frame.first(head_bytes.size()), head_bytes)) return std::nullopt;
  uint64_t nonce = 0;
  for (const uint8_t byte : frame.subspan(head_bytes.size(), 8)) nonce = nonce << 8 | byte;
  return nonce;
}

}  // namespace hopproof::capture
