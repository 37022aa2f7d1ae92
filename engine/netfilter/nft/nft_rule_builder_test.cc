#include "engine/netfilter/nft/nft_rule_builder.hh"

#include "engine/netfilter/nft/nft_batch.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/netfilter/nf_tables.h>

namespace hopproof::netfilter {
namespace {

// clang-format off
TEST(NftRuleBuilder, WritesWhatNftWrites) {
  const auto rule = NftRuleBuilder(Family::v4, "t", "c").jump("q").message();
  const std::vector<uint8_t> expected = {
      96, 0, 0, 0, 6, 10, 1, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0,  // NEWRULE, create and append
      2, 0, 0, 0,                                           // ip
      6, 0, 1, 0, 't', 0, 0, 0,                             // table
      6, 0, 2, 0, 'c', 0, 0, 0,                             // chain
      60, 0, 4, 0x80,                                       // expressions
      56, 0, 1, 0x80,                                       // the first
      14, 0, 1, 0, 'i', 'm', 'm', 'e', 'd', 'i', 'a', 't', 'e', 0, 0, 0,
      36, 0, 2, 0x80,                                       // its data
      8, 0, 1, 0, 0, 0, 0, 0,                               // to the verdict register
      24, 0, 2, 0x80, 20, 0, 2, 0x80,                       // a verdict
      8, 0, 1, 0, 0xff, 0xff, 0xff, 0xfd,                   // NFT_JUMP
      6, 0, 2, 0, 'q', 0, 0, 0,
  };
  EXPECT_EQ(std::vector<uint8_t>(rule.bytes().begin(), rule.bytes().end()), expected);
}
// clang-format on

TEST(NftRuleBuilder, PadsXtablesInfoToEightBytes) {
  const uint8_t info[] = {1, 2, 3};
  const auto padded = NftRuleBuilder(Family::v6, "t", "c").xt_match("socket", 3, info).message();
  const std::vector<uint8_t> bytes(padded.bytes().begin(), padded.bytes().end());
  const std::vector<uint8_t> tail(bytes.end() - 12, bytes.end());
  EXPECT_THAT(tail, testing::ElementsAre(12, 0, 3, 0, 1, 2, 3, 0, 0, 0, 0, 0));
}

TEST(NftBatch, AcknowledgesTheLastMessageOnly) {
  NftBatch batch;
  batch.add(NftRuleBuilder(Family::v4, "t", "c").message());
  batch.add(NftRuleBuilder(Family::v4, "t", "c").message());
  const auto bytes = batch.finish().bytes();
  const size_t length = bytes[20];
  EXPECT_EQ(bytes[20 + 6] & 4, 0);
  EXPECT_EQ(bytes[20 + length + 6] & 4, 4);  // NLM_F_ACK
  EXPECT_EQ(bytes.size(), 20 + 2 * length + 20);
}

}  // namespace
}  // namespace hopproof::netfilter
