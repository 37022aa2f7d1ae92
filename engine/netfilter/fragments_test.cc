#include "engine/netfilter/fragments.hh"

#include <numeric>

#include <gtest/gtest.h>

namespace hopproof::netfilter {
namespace {

std::vector<uint8_t> v4_packet(size_t size, uint8_t flags = 0, uint16_t id = 7) {
  std::vector<uint8_t> packet(size);
  std::iota(packet.begin(), packet.end(), 0);
  packet[0] = 0x45;
  packet[2] = uint8_t(size >> 8), packet[3] = uint8_t(size);
  packet[4] = uint8_t(id >> 8), packet[5] = uint8_t(id);
  packet[6] = flags, packet[7] = 0;
  return packet;
}

/// The payloads put together again, by the offsets in the headers.
std::vector<uint8_t> reassembled(const std::vector<std::vector<uint8_t>>& fragments, size_t header,
                                 size_t offset_at) {
  std::vector<uint8_t> data;
  for (const auto& fragment : fragments) {
    const size_t raw = size_t(fragment[offset_at]) << 8 | fragment[offset_at + 1];
    const size_t offset = header == 20 ? (raw & 0x1fff) * 8 : raw & 0xfff8;
    data.resize(std::max(data.size(), offset + fragment.size() - header));
    std::copy(fragment.begin() + header, fragment.end(), data.begin() + offset);
  }
  return data;
}

TEST(Fragments, CutsIPv4AtMultiplesOfEight) {
  const auto packet = v4_packet(3020);
  const auto fragments = cut_into_fragments(packet, 1300, 99);
  ASSERT_EQ(fragments.size(), 3U);
  EXPECT_EQ(fragments[0].size(), 1300U);
  EXPECT_EQ(fragments[0][6] >> 5, 1);  // more to come
  EXPECT_EQ(fragments[2][6] >> 5, 0);
  for (const auto& fragment : fragments) EXPECT_EQ(fragment[5], 7);
  EXPECT_EQ(reassembled(fragments, 20, 6), std::vector<uint8_t>(packet.begin() + 20, packet.end()));
}

TEST(Fragments, GivesOneIdentificationToPacketsWithout) {
  const auto fragments = cut_into_fragments(v4_packet(2000, 0, 0), 1500, 0x1233);
  ASSERT_EQ(fragments.size(), 2U);
  EXPECT_EQ(fragments[0][4] << 8 | fragments[0][5], 0x1234);
  EXPECT_EQ(fragments[1][4] << 8 | fragments[1][5], 0x1234);
}

TEST(Fragments, NeverCutsWhatSaysDont) {
  EXPECT_TRUE(cut_into_fragments(v4_packet(2000, 0x40), 1500, 1).empty());
}

TEST(Fragments, CutsIPv6WithAFragmentHeader) {
  std::vector<uint8_t> packet(40 + 2500);
  std::iota(packet.begin(), packet.end(), 0);
  packet[0] = 0x60;
  packet[6] = 17;
  const auto fragments = cut_into_fragments(packet, 1280, 0xabcd1234);
  ASSERT_EQ(fragments.size(), 3U);
  EXPECT_EQ(fragments[0].size(), 1280U);
  EXPECT_EQ(fragments[0][6], 44);
  EXPECT_EQ(fragments[0][40], 17);
  EXPECT_EQ(fragments[0][4] << 8 | fragments[0][5], 1240);
  EXPECT_EQ(fragments[0][43] & 1, 1);
  EXPECT_EQ(fragments[2][43] & 1, 0);
  EXPECT_EQ(reassembled(fragments, 48, 42),
            std::vector<uint8_t>(packet.begin() + 40, packet.end()));
}

TEST(Fragments, RefusesWhatIsNoPacket) {
  EXPECT_TRUE(cut_into_fragments({}, 1500, 1).empty());
  EXPECT_TRUE(cut_into_fragments(std::vector<uint8_t>(60, 0x4f), 40, 1).empty());
  EXPECT_TRUE(cut_into_fragments(std::vector<uint8_t>(30, 0x60), 1500, 1).empty());
  EXPECT_TRUE(cut_into_fragments(std::vector<uint8_t>(30, 0x41), 1500, 1).empty());
}

}  // namespace
}  // namespace hopproof::netfilter
