#include "harness/trace/checksum.hh"

#include <array>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(InternetSum, MatchesTheExampleOfRfc1071) {
  const std::array<uint8_t, 8> bytes{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  InternetSum sum;
  sum.add(bytes);
  EXPECT_EQ(sum.checksum(), uint16_t(~0xddf2));
}

TEST(InternetSum, OddLengthIsPaddedWithZero) {
  InternetSum odd, even;
  odd.add(std::array<uint8_t, 3>{1, 2, 3});
  even.add(std::array<uint8_t, 4>{1, 2, 3, 0});
  EXPECT_EQ(odd.checksum(), even.checksum());
}

TEST(InternetSum, IncludingItsOwnChecksumItIsRight) {
  InternetSum sum;
  sum.add(std::array<uint8_t, 4>{0x12, 0x34, 0xab, 0xcd});
  const uint16_t checksum = sum.checksum();
  EXPECT_FALSE(sum.right());
  sum.add(std::array<uint8_t, 2>{uint8_t(checksum >> 8), uint8_t(checksum)});
  EXPECT_TRUE(sum.right());
}

}  // namespace
}  // namespace hopproof
