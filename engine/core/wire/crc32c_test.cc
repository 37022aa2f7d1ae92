#include "engine/core/wire/crc32c.hh"

#include <algorithm>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

uint32_t of(std::string_view text) {
  return crc32c({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

// RFC 3720, B.4.
TEST(Crc32c, HasTheKnownValues) {
  EXPECT_EQ(of("123456789"), 0xe3069283u);
  EXPECT_EQ(crc32c(std::vector<uint8_t>(32, 0)), 0x8a9136aau);
  EXPECT_EQ(crc32c(std::vector<uint8_t>(32, 0xff)), 0x62a8ab43u);
  EXPECT_EQ(of(""), 0u);
}

TEST(Crc32c, GoesOnWhereItStopped) {
  std::vector<uint8_t> bytes(61);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(7 * i);
  const std::span all(bytes);
  for (size_t cut = 0; cut <= bytes.size(); ++cut)
    EXPECT_EQ(crc32c(all.subspan(cut), crc32c(all.first(cut))), crc32c(all));
}

TEST(Crc32c, TheFieldOfAPacketCountsAsZero) {
  std::vector<uint8_t> packet(40, 3);
  const uint32_t sum = sctp_checksum(packet);
  std::fill(packet.begin() + 8, packet.begin() + 12, uint8_t{0});
  EXPECT_EQ(sctp_checksum(packet), sum);
  EXPECT_EQ(crc32c(packet), sum);
}

}  // namespace
}  // namespace hopproof::core
