#include "harness/trace/checksum.hh"

namespace hopproof {

void InternetSum::add(std::span<const uint8_t> bytes) {
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) sum_ += uint64_t(bytes[i] << 8 | bytes[i + 1]);
  if (bytes.size() % 2 != 0) sum_ += uint64_t{bytes.back()} << 8;
}

void InternetSum::add_pseudo_header(const IpAddress& source, const IpAddress& destination,
                                    uint8_t protocol, uint32_t length) {
  add(source.bytes());
  add(destination.bytes());
  sum_ += uint64_t{length >> 16} + (length & 0xffff) + protocol;
}

uint16_t InternetSum::folded() const {
  uint64_t sum = sum_;
  while (sum > 0xffff) sum = (sum >> 16) + (sum & 0xffff);
  return uint16_t(sum);
}

}  // namespace hopproof
