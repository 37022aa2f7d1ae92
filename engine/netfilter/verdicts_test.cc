#include "engine/netfilter/verdicts.hh"

#include <cstring>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

struct Sent {
  int type;
  uint32_t verdict, id;
  size_t length;
  bool operator==(const Sent&) const = default;
};

std::vector<Sent> messages(std::span<const uint8_t> bytes) {
  std::vector<Sent> all;
  for (size_t at = 0; at + sizeof(nlmsghdr) <= bytes.size();) {
    nlmsghdr header;
    std::memcpy(&header, bytes.data() + at, sizeof header);
    nfqnl_msg_verdict_hdr verdict;
    std::memcpy(&verdict, bytes.data() + at + sizeof header + 4 + 4, sizeof verdict);
    all.push_back(
        {header.nlmsg_type & 0xff, ntohl(verdict.verdict), ntohl(verdict.id), header.nlmsg_len});
    at += NLMSG_ALIGN(header.nlmsg_len);
  }
  return all;
}

TEST(Verdicts, TurnsRunsOfDropsIntoOneMessage) {
  Verdicts verdicts(5);
  verdicts.accept(1);
  verdicts.drop(2);
  verdicts.drop(3);
  verdicts.drop(4);
  verdicts.accept(5);
  verdicts.drop(6);
  EXPECT_THAT(messages(verdicts.bytes()),
              testing::ElementsAre(Sent{NFQNL_MSG_VERDICT, NF_ACCEPT, 1, 32},
                                   Sent{NFQNL_MSG_VERDICT_BATCH, NF_DROP, 4, 32},
                                   Sent{NFQNL_MSG_VERDICT, NF_ACCEPT, 5, 32},
                                   Sent{NFQNL_MSG_VERDICT, NF_DROP, 6, 32}));
  verdicts.clear();
  EXPECT_TRUE(verdicts.bytes().empty());
  verdicts.repeat(7);
  EXPECT_THAT(messages(verdicts.bytes()),
              testing::ElementsAre(Sent{NFQNL_MSG_VERDICT, NF_REPEAT, 7, 32}));
  verdicts.clear();
}

TEST(Verdicts, CarriesPayloadAndMark) {
  Verdicts verdicts(5);
  const std::vector<uint8_t> payload = {1, 2, 3};
  verdicts.accept(9, payload, 0x80000001);
  const auto bytes = verdicts.bytes();
  EXPECT_THAT(messages(bytes), testing::ElementsAre(Sent{NFQNL_MSG_VERDICT, NF_ACCEPT, 9, 48}));
  EXPECT_THAT(
      std::vector<uint8_t>(bytes.begin() + 32, bytes.end()),
      testing::ElementsAre(8, 0, NFQA_MARK, 0, 0x80, 0, 0, 1, 7, 0, NFQA_PAYLOAD, 0, 1, 2, 3, 0));
}

TEST(Verdicts, IsFullBeforeASocketRefuses) {
  Verdicts verdicts(5);
  EXPECT_FALSE(verdicts.full(0xffff));
  const std::vector<uint8_t> large(0xffff - 4);  // nla_len counts its own header
  verdicts.accept(1, large, 0);
  verdicts.accept(2, large, 0);
  EXPECT_TRUE(verdicts.full(1));
}

TEST(Verdicts, DropsWhatNoAttributeCanHold) {
  Verdicts verdicts(5);
  verdicts.accept(1, std::vector<uint8_t>(0xffff - NLA_HDRLEN + 1), 0);
  EXPECT_THAT(messages(verdicts.bytes()),
              testing::ElementsAre(Sent{NFQNL_MSG_VERDICT, NF_DROP, 1, 32}));
}

}  // namespace
}  // namespace hopproof::netfilter
