#include "harness/verdict/diagnosis/diagnosis_scene.hh"

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// The request comes to rs1, and no answer leaves it.
DiagnosisScene delivered() {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.route("rs1", "10.1.0.9", "via 10.2.0.1 dev back", "10.2.0.5");
  return scene;
}

/// The request comes to the director, which sends it on to nobody.
DiagnosisScene arrived() {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)}});
  scene.record.chosen = {DiagnosisScene::row("10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80")};
  return scene;
}

TEST(DroppedByFilter, AtTheServersOutput) {
  DiagnosisScene scene = delivered();
  scene.node("rs1").rules = {moved_rule("-P OUTPUT DROP", 1)};
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].id, "dropped-by-filter");
  EXPECT_EQ(result.findings[0].text, "rs1 drops its own answer in OUTPUT (the policy)");
  EXPECT_EQ(result.findings[0].remedy[0].command,
            "iptables -I OUTPUT -s 10.2.0.5 -d 10.1.0.9 -p tcp -j ACCEPT");
}

/// Near misses: a counter that stood still, and a rule for other packets.
TEST(DroppedByFilter, NotByWhatTookNothing) {
  DiagnosisScene scene = delivered();
  scene.node("rs1").rules = {moved_rule("-P OUTPUT DROP", 0)};
  EXPECT_THAT(scene.findings(), ElementsAre("dropped-at-server at rs1.back"));
}

TEST(DroppedByFilter, NotByARuleForOtherPackets) {
  DiagnosisScene scene = delivered();
  scene.node("rs1").rules = {moved_rule("-A OUTPUT -p udp -j DROP", 3)};
  EXPECT_THAT(scene.findings(), ElementsAre("dropped-at-server at rs1.back"));
}

TEST(DroppedByFilter, BehindIpvsInMangle) {
  DiagnosisScene scene = arrived();
  scene.node("director").rules = {moved_rule("-t mangle -A POSTROUTING -d 10.2.0.5 -j DROP", 1)};
  EXPECT_THAT(scene.findings(), Contains("dropped-by-filter at director"));
  const StepResult result = scene.diagnosed();
  EXPECT_EQ(result.findings.back().text,
            "director drops the request behind IPVS in POSTROUTING of table mangle");
  EXPECT_THAT(result.findings.back().remedy[0].command,
              HasSubstr("iptables -t mangle -I POSTROUTING"));
}

/// Near miss: behind IPVS no packet has the VIP as its destination.
TEST(DroppedByFilter, NotByARuleForTheVip) {
  DiagnosisScene scene = arrived();
  scene.node("director").rules = {moved_rule("-t mangle -A POSTROUTING -d 10.1.0.1 -j DROP", 1)};
  EXPECT_THAT(scene.findings(), Not(Contains("dropped-by-filter at director")));
}

NftRuleFact nft_rule_of(const std::string& hook, std::optional<uint64_t> moved) {
  NftRuleFact rule;
  rule.text = "tcp sport 80 drop";
  rule.family = "inet";
  rule.table = "guard";
  rule.chain = "out";
  rule.hook = hook;
  rule.verdict = "drop";
  rule.moved = moved;
  return rule;
}

TEST(DroppedByFilter, ByNft) {
  DiagnosisScene scene = delivered();
  scene.node("rs1").nft = {nft_rule_of("output", 2)};
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].text,
            "rs1 drops its own answer in the nftables chain inet guard out");
  EXPECT_THAT(result.findings[0].evidence,
              Contains("rs1: nft list chain inet guard out: \"tcp sport 80 drop\" took 2 packets"));
  EXPECT_EQ(result.findings[0].remedy[0].command,
            "nft insert rule inet guard out ip saddr 10.2.0.5 ip daddr 10.1.0.9 accept");
}

TEST(DroppedByFilter, ByNftThatDoesNotCountOnlyWhereTheHookIsMet) {
  DiagnosisScene scene = delivered();
  scene.node("rs1").nft = {nft_rule_of("output", std::nullopt)};
  EXPECT_THAT(scene.findings(), ElementsAre("dropped-by-filter at rs1"));
  scene.node("rs1").nft = {nft_rule_of("forward", std::nullopt)};
  EXPECT_THAT(scene.findings(), ElementsAre("dropped-at-server at rs1.back"));
}

}  // namespace
}  // namespace hopproof::verdict
