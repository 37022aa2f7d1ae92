#include "harness/base/internet_checksum.hh"

#include "harness/base/big_endian.hh"

namespace hopproof {
namespace {

uint32_t with_length(uint32_t sum, uint8_t protocol, size_t length) {
  const auto low = static_cast<uint32_t>(length & 0xffff);
  const auto high = static_cast<uint32_t>(length >> 16 & 0xffff);
  return sum + protocol + low + high;
}

}  // namespace

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
  return with_length(sum_words(addresses), protocol, length);
}

uint32_t pseudo_header_sum(const IpAddress& source, const IpAddress& destination, uint8_t protocol,
                           size_t length) {
  return with_length(sum_words(destination.bytes(), sum_words(source.bytes())), protocol, length);
}

}  // namespace hopproof
