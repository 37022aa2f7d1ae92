#include "netns/netlink/message.hh"

#include "harness/base/error.hh"
#include "netns/netlink/nfnl_message.hh"

#include <bit>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/rtnetlink.h>

namespace hopproof::netlink {
namespace {

std::vector<uint8_t> bytes_of(const Message& message) {
  return {message.bytes().begin(), message.bytes().end()};
}

// clang-format off
TEST(Message, WritesKnownBytes) {
  static_assert(std::endian::native == std::endian::little);
  Message message(RTM_GETROUTE, NLM_F_ACK);
  message.header<rtmsg>().rtm_family = 2;
  message.put_text(3, "lo");
  message.nest(18, [&] {
    message.put_u8(1, 7);
    message.put_u16(2, 0x0102);
  });
  message.put_u64(4, 1);
  EXPECT_EQ(bytes_of(message), (std::vector<uint8_t>{
      68, 0, 0, 0, 26, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_GETROUTE, a request to acknowledge
      2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,                // rtmsg
      7, 0, 3, 0, 'l', 'o', 0, 0,
      20, 0, 18, 0x80,                                   // NLA_F_NESTED
      5, 0, 1, 0, 7, 0, 0, 0,
      6, 0, 2, 0, 2, 1, 0, 0,
      12, 0, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0,
  }));
}
// clang-format on

TEST(Message, SeveralGoOutTogether) {
  Message all(20, 0);
  all.put_u8(1, 1);
  Message other(21, NLM_F_ACK);
  all.append(other);
  all.put_u8(2, 2);
  all.begin(22, 0);
  all.add_flags(NLM_F_DUMP);
  std::vector<std::pair<int, int>> types_and_lengths;
  for_each_message(all.bytes(), [&](const nlmsghdr& message) {
    types_and_lengths.emplace_back(message.nlmsg_type, message.nlmsg_len);
  });
  EXPECT_THAT(types_and_lengths,
              testing::ElementsAre(std::pair(20, 24), std::pair(21, 24), std::pair(22, 16)));
  all.clear();
  EXPECT_TRUE(all.bytes().empty());
}

TEST(Message, GrowsInANest) {
  Message message(20, 0);
  message.nest(1, [&] {
    for (int i = 0; i < 1000; ++i) message.put_u32(2, 0);
  });
  EXPECT_EQ(message.bytes().size(), 16 + 4 + 1000 * 8u);
  EXPECT_EQ(message.bytes()[16] | message.bytes()[17] << 8, 4 + 1000 * 8);
}

// clang-format off
TEST(NfnlMessage, PutsNumbersInNetworkOrder) {
  NfnlMessage message(NFNL_SUBSYS_QUEUE, 2, NLM_F_ACK, 2, 0x0102);
  message.put_u8(1, 1).put_u16(2, 2).put_u32(3, 3);
  message.nest(4, [](NfnlMessage& nest) { nest.put_u64(5, 5); });
  message.put_value(6, uint16_t{6});
  message.begin(NFNL_MSG_BATCH_END, 0, 0, NFNL_SUBSYS_NFTABLES);
  EXPECT_EQ(bytes_of(message.message()), (std::vector<uint8_t>{
      68, 0, 0, 0, 2, 3, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 2,
      5, 0, 1, 0, 1, 0, 0, 0,
      6, 0, 2, 0, 0, 2, 0, 0,
      8, 0, 3, 0, 0, 0, 0, 3,
      16, 0, 4, 0x80, 12, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 5,
      6, 0, 6, 0, 6, 0, 0, 0,
      20, 0, 0, 0, 17, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10,
  }));
}
// clang-format on

TEST(Message, RefusesWhatALengthCannotSay) {
  Message message(20, 0);
  message.put(1, std::vector<uint8_t>(0xffff - 4));
  EXPECT_THROW(message.put(1, std::vector<uint8_t>(0xffff - 3)), HostError);
  const auto fill = [&] { message.put(1, std::vector<uint8_t>(0xffff - 4)); };
  EXPECT_THROW(message.nest(1, fill), HostError);
}

}  // namespace
}  // namespace hopproof::netlink
