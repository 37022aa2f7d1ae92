#include "engine/netfilter/translation/conntrack_need.hh"

#include "engine/netfilter/nft/nft_rule_builder.hh"

#include <gtest/gtest.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

namespace hopproof::netfilter {
namespace {

Families need_of(const netlink::NfnlMessage& message) {
  return conntrack_need_of(*reinterpret_cast<const nlmsghdr*>(message.bytes().data()));
}

NftRuleBuilder rule(Family family = Family::v4, const char* table = "nat") {
  return {family, table, "POSTROUTING"};
}

TEST(ConntrackNeed, IsThereForTargetsMatchesAndExpressions) {
  const uint8_t info[8] = {};
  EXPECT_EQ(need_of(rule().xt_target("MASQUERADE", 0, info).message()), (Families{true, false}));
  EXPECT_EQ(need_of(rule(Family::v6).xt_match("conntrack", 3, info).message()),
            (Families{false, true}));
  EXPECT_EQ(need_of(rule().meta(NFT_META_MARK).ct_original(NFT_CT_SRC_IP).message()),
            (Families{true, false}));
  EXPECT_EQ(need_of(rule().notrack().message()), (Families{true, false}));
}

TEST(ConntrackNeed, IsNotThereForOtherRules) {
  const uint8_t info[8] = {};
  EXPECT_EQ(need_of(rule().xt_target("LOG", 0, info).message()), Families{});
  EXPECT_EQ(need_of(rule().xt_match("mark", 1, info).jump("x").message()), Families{});
  EXPECT_EQ(need_of(rule().message()), Families{});
}

TEST(ConntrackNeed, LeavesOurOwnTableOut) {
  EXPECT_EQ(need_of(rule(Family::v4, "hopproof").notrack().message()), Families{});
}

TEST(ConntrackNeed, BothFamiliesForInet) {
  auto message = rule().notrack().message();
  std::vector<uint8_t> bytes(message.bytes().begin(), message.bytes().end());
  bytes[16] = NFPROTO_INET;
  EXPECT_EQ(conntrack_need_of(*reinterpret_cast<const nlmsghdr*>(bytes.data())),
            (Families{true, true}));
  bytes[16] = NFPROTO_BRIDGE;
  EXPECT_EQ(conntrack_need_of(*reinterpret_cast<const nlmsghdr*>(bytes.data())), Families{});
}

}  // namespace
}  // namespace hopproof::netfilter
