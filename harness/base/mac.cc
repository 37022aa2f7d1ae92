#include "harness/base/mac.hh"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof {

std::string text(const MacAddress& mac) { return fmt::format("{:02x}", fmt::join(mac, ":")); }

MacAddress mac_of(const IpAddress& v4) {
  const auto bytes = v4.bytes();
  return {0x02, 0x00, bytes[0], bytes[1], bytes[2], bytes[3]};
}

MacAddress mac_of_place(size_t node, size_t interface) {
  return {
      0x02, 0x01, uint8_t(node >> 8), uint8_t(node), uint8_t(interface >> 8), uint8_t(interface)};
}

}  // namespace hopproof
