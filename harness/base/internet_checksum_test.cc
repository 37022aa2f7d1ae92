#include "harness/base/internet_checksum.hh"

#include "harness/base/big_endian.hh"

#include <array>
#include <vector>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

using Bytes = std::vector<uint8_t>;

TEST(InternetChecksum, AgreesWithRfc1071sExample) {
  const Bytes words{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  EXPECT_EQ(sum_words(words), 0xddf2);
  EXPECT_EQ(internet_checksum(words), static_cast<uint16_t>(~0xddf2));
}

TEST(InternetChecksum, PadsAnOddByteWithZero) {
  EXPECT_EQ(sum_words(Bytes{0x12}), 0x1200);
  EXPECT_EQ(sum_words(Bytes{0x00, 0x01, 0x12}), 0x1201);
}

/// A header as it stood on a wire, with its checksum.
TEST(InternetChecksum, OfAnIpv4Header) {
  Bytes header{0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11,
               0xb8, 0x61, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7};
  EXPECT_EQ(internet_checksum(header), 0);
  store16(&header[10], 0);
  EXPECT_EQ(internet_checksum(header), 0xb861);
}

TEST(InternetChecksum, OfAUdpDatagramWithItsPseudoHeader) {
  const IpAddress from = *IpAddress::parse("192.0.2.1"), to = *IpAddress::parse("192.0.2.2");
  Bytes datagram{0x04, 0xd2, 0x00, 0x35, 0x00, 0x0a, 0x00, 0x00, 0x68, 0x69};
  // c000 + 0201 + c000 + 0202 + 0011 + 000a + 04d2 + 0035 + 000a + 6869 = 1f198, folded f199
  const uint32_t pseudo = pseudo_header_sum(from, to, 17, datagram.size());
  EXPECT_EQ(internet_checksum(datagram, pseudo), 0x0e66);
  store16(&datagram[6], internet_checksum(datagram, pseudo));
  EXPECT_EQ(internet_checksum(datagram, pseudo), 0);
}

TEST(PseudoHeader, TheSameFromBothFormsOfTheAddresses) {
  const IpAddress from = *IpAddress::parse("2001:db8::1"), to = *IpAddress::parse("fe80::ffff");
  Bytes both(from.bytes().begin(), from.bytes().end());
  both.insert(both.end(), to.bytes().begin(), to.bytes().end());
  constexpr size_t jumbo = 0x12345;
  EXPECT_EQ(fold(pseudo_header_sum(from, to, 58, jumbo)), fold(pseudo_header_sum(both, 58, jumbo)));
}

TEST(InternetChecksum, CarriesBeyond32BitsAreNotLost) {
  const Bytes ones(size_t{4} * 70'000, 0xff);
  EXPECT_EQ(sum_words(ones), 0xffff);
}

TEST(BigEndian, AtAnyAlignment) {
  std::array<uint8_t, 7> bytes{};
  store32(&bytes[1], 0x01020304);
  store16(&bytes[5], 0x0506);
  EXPECT_EQ(bytes, (std::array<uint8_t, 7>{0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(load32(&bytes[1]), 0x01020304u);
  EXPECT_EQ(load16(&bytes[5]), 0x0506);
}

}  // namespace
}  // namespace hopproof
