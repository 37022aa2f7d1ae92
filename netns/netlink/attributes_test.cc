#include "netns/netlink/attributes.hh"

#include "netns/netlink/message.hh"

#include <array>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::netlink {
namespace {

std::vector<uint16_t> types_in(Bytes bytes) {
  std::vector<uint16_t> types;
  for (const Attribute attribute : Attributes(bytes)) types.push_back(attribute.type);
  return types;
}

// clang-format off
TEST(Attributes, ReadsKnownBytes) {
  constexpr std::array<uint8_t, 20> bytes{
      5, 0, 1, 0x40, 9, 0, 0, 0,     // NLA_F_NET_BYTEORDER; padded
      8, 0, 2, 0x80, 4, 0, 7, 0,     // NLA_F_NESTED; one without payload
      4, 0, 3, 0,
  };
  EXPECT_THAT(types_in(bytes), testing::ElementsAre(1, 2, 3));
  const Attributes attributes(bytes);
  EXPECT_EQ(attributes.find(1).number<uint8_t>(), 9);
  EXPECT_THAT(types_in(attributes.find(2).payload), testing::ElementsAre(7));
}
// clang-format on

TEST(Attributes, StopAtAMalformedOne) {
  constexpr std::array<uint8_t, 8> good{8, 0, 7, 0, 42, 0, 0, 0};
  std::vector<uint8_t> bytes(good.begin(), good.end());
  for (const uint16_t length : {uint16_t{0}, uint16_t{3}, uint16_t{9}, uint16_t{400}}) {
    auto lying = bytes;
    lying.insert(lying.end(), {uint8_t(length), uint8_t(length >> 8), 8, 0, 1, 2, 3, 4});
    EXPECT_THAT(types_in(lying), testing::ElementsAre(7)) << length;
  }
  bytes.insert(bytes.end(), {8, 0, 8});
  EXPECT_THAT(types_in(bytes), testing::ElementsAre(7)) << "cut in its header";
}

TEST(Attributes, ReadNumbersTextsAndAddresses) {
  Message message(20, 0);
  message.put_u32(1, 42);
  message.put_text(2, "lo");
  message.put(3, std::array<uint8_t, 4>{10, 0, 0, 1});
  message.nest(4, [&] { message.put_u16(5, 7); });
  const auto& header = *reinterpret_cast<const nlmsghdr*>(message.bytes().data());
  const Attributes attributes(header, 0);
  EXPECT_EQ(attributes.find(1).number<uint32_t>(), 42u);
  EXPECT_EQ(attributes.find(1).number<uint64_t>(5), 5u) << "too short for this number";
  EXPECT_EQ(attributes.find(2).text(), "lo");
  EXPECT_EQ(attributes.find(3).address(), IpAddress::parse("10.0.0.1"));
  EXPECT_EQ(attributes.find(2).address(), std::nullopt);
  EXPECT_EQ(attributes.find(4).nested().find(5).number<uint16_t>(), 7);
  EXPECT_TRUE(attributes.find(6).payload.empty());
  EXPECT_EQ(attributes.find(6).text(), "");
}

TEST(Attributes, AShortMessageHasNone) {
  Message message(20, 0);
  const auto& header = *reinterpret_cast<const nlmsghdr*>(message.bytes().data());
  EXPECT_EQ(Attributes(header, 16).begin(), Attributes::end());
  EXPECT_EQ(family_header<uint32_t>(header), nullptr);
}

}  // namespace
}  // namespace hopproof::netlink
