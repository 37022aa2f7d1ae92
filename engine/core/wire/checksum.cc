#include "engine/core/wire/checksum.hh"

namespace hopproof::core {

uint16_t sum_words(std::span<const uint8_t> bytes, uint32_t start) {
  uint64_t sum = start;
  size_t i = 0;
  for (; i + 4 <= bytes.size(); i += 4) sum += load32(&bytes[i]);
  if (i + 2 <= bytes.size()) {
    sum += load16(&bytes[i]);
    i += 2;
  }
  if (i < bytes.size()) sum += uint64_t{bytes[i]} << 8;
  return fold(sum);
}

uint16_t internet_checksum(std::span<const uint8_t> bytes, uint32_t start) {
  return static_cast<uint16_t>(~sum_words(bytes, start));
}

uint32_t pseudo_header_sum(std::span<const uint8_t> addresses, uint8_t protocol, size_t length) {
  const auto low = static_cast<uint32_t>(length & 0xffff);
  const auto high = static_cast<uint32_t>(length >> 16 & 0xffff);
  return uint32_t{sum_words(addresses)} + protocol + low + high;
}

uint16_t delta(std::span<const uint8_t> before, std::span<const uint8_t> after) {
  const auto complement = static_cast<uint16_t>(~sum_words(before));
  return fold(uint64_t{complement} + sum_words(after));
}

}  // namespace hopproof::core
