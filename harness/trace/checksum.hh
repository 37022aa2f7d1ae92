#pragma once

#include "harness/base/address.hh"

#include <cstdint>
#include <span>

namespace hopproof {

/// The Internet checksum (RFC 1071): the folded one's complement sum of 16-bit words. A message
/// that includes its own checksum field sums up to 0xffff when it is right.
class InternetSum {
 public:
  void add(std::span<const uint8_t> bytes);
  /// The pseudo header of TCP, UDP (RFC 768, 9293) and of everything over IPv6 (RFC 8200 8.1).
  void add_pseudo_header(const IpAddress& source, const IpAddress& destination, uint8_t protocol,
                         uint32_t length);
  bool right() const { return folded() == 0xffff; }
  /// What to write into a checksum field that was 0 while summing.
  uint16_t checksum() const { return uint16_t(~folded()); }

 private:
  uint16_t folded() const;
  uint64_t sum_ = 0;
};

}  // namespace hopproof
