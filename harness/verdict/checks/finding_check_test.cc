#include "harness/verdict/checks/claim_checks.hh"
#include "harness/verdict/diagnosis/diagnosis_scene.hh"

#include <cerrno>

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

FindingResult found(std::string id, std::string at) {
  FindingResult finding;
  finding.id = std::move(id);
  finding.at = std::move(at);
  return finding;
}

Expect claims(std::vector<FindingClaim> list) {
  Expect expect;
  expect.findings = std::move(list);
  expect.place = {7, 1, 4};
  int line = 10;
  for (FindingClaim& claim : *expect.findings) claim.place = {line++, 5, 3};
  return expect;
}

const std::vector<FindingResult> both{found("masquerade-not-applied", "director"),
                                      found("reply-bypasses-director", "rs1.lan"),
                                      found("reply-bypasses-director", "rs2.lan")};

TEST(FindingCheck, HoldsForExactlyThoseInTheirOrder) {
  EXPECT_FALSE(check_findings(
      claims({{"masquerade-not-applied", "", {}}, {"reply-bypasses-director", "", {}}}), both));
  EXPECT_FALSE(check_findings(claims({{"masquerade-not-applied", "director", {}},
                                      {"reply-bypasses-director", "rs1", {}},
                                      {"reply-bypasses-director", "rs2.lan", {}}}),
                              both));
  EXPECT_FALSE(check_findings(claims({}), {}));
  EXPECT_FALSE(check_findings(Expect{}, both));
}

TEST(FindingCheck, ComplainsWhereItIsNotFound) {
  const auto mismatch = check_findings(claims({{"no-route-to-vip", "", {}}}), both);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->message, "no-route-to-vip was not found");
  EXPECT_EQ(mismatch->place.line, 10);
  EXPECT_EQ(mismatch->wanted, "no-route-to-vip");
  EXPECT_EQ(mismatch->seen,
            "masquerade-not-applied at director, reply-bypasses-director at rs1.lan, "
            "reply-bypasses-director at rs2.lan");
}

TEST(FindingCheck, ComplainsOfOneTooMany) {
  const auto mismatch = check_findings(claims({{"masquerade-not-applied", "", {}}}), both);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->message, "reply-bypasses-director at rs1.lan was found as well");
  const auto none = check_findings(claims({}), both);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->message, "masquerade-not-applied at director was found as well");
  EXPECT_EQ(none->place.line, 7);
  EXPECT_EQ(none->wanted, "none");
}

TEST(FindingCheck, ComplainsOfTheOrder) {
  const auto mismatch = check_findings(
      claims({{"reply-bypasses-director", "", {}}, {"masquerade-not-applied", "", {}}}), both);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->message, "masquerade-not-applied at director comes first");
}

TEST(FindingCheck, ComplainsOfAnotherPlace) {
  const auto mismatch = check_findings(
      claims({{"masquerade-not-applied", "rs1", {}}, {"reply-bypasses-director", "", {}}}), both);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->message, "masquerade-not-applied at rs1 was not found");
}

/// A block that is narrowed to one server judges the findings of its connections only.
TEST(FindingCheck, NarrowedBlocksJudgeTheirOwnConnections) {
  DiagnosisScene scene(R"(  - probe: {from: client, http: 10.1.0.1:80, times: 2}
    expect:
      - {server: rs1, finding: none}
      - {server: rs2, finding: reply-has-no-route at rs2}
      - {finding: [reply-has-no-route, uneven]}
)",
                       two_arm_case);
  scene.connect(two_arm_asked, "answered", "rs1");
  scene.connect("10.1.0.9:40002 > 10.1.0.1:80", "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)},
                      {"director > rs1 on back", PacketBuilder("SYN", two_arm_given)}});
  scene.wire.journey(
      {{"client > director on front", PacketBuilder("SYN", "10.1.0.9:40002 > 10.1.0.1:80")},
       {"director > rs2 on back", PacketBuilder("SYN", "10.1.0.9:40002 > 10.2.0.6:80")}});
  scene.route("rs2", "10.1.0.9", ENETUNREACH, "10.2.0.6");
  EXPECT_THAT(scene.diagnosed().mismatches, IsEmpty());
  scene.facts.routes.clear();
  EXPECT_THAT(scene.diagnosed().mismatches, SizeIs(2));
}

}  // namespace
}  // namespace hopproof::verdict
