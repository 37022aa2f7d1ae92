#include "harness/verdict/diagnosis/diagnosis_scene.hh"

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// The request comes to the director, which asks for the server in vain.
DiagnosisScene asks_in_vain() {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "timeout");
  scene.wire.journey({{"client > director on front", PacketBuilder("SYN", two_arm_asked)}});
  scene.wire.journey(
      {{"director > rs1 on back", PacketBuilder("ARP who-has", "10.2.0.1 > 10.2.0.5")}});
  scene.record.chosen = {DiagnosisScene::row("10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80")};
  scene.route("director", "10.2.0.5", "dev back");
  return scene;
}

void shut(DiagnosisScene& scene, const std::string& node, const std::string& interface) {
  for (InterfaceFact& fact : scene.node(node).interfaces)
    if (fact.name == interface) fact.shut = true;
}

TEST(InterfaceDown, AtTheServer) {
  DiagnosisScene scene = asks_in_vain();
  shut(scene, "rs1", "back");
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(scene.findings(), std::vector<std::string>{"interface-down at rs1.back"});
  EXPECT_EQ(result.findings[0].text,
            "interface back of rs1 is down, so nothing gets from director to 10.2.0.5");
  ASSERT_EQ(result.findings[0].remedy.size(), 2u);
  EXPECT_EQ(result.findings[0].remedy[0].command, "ip link set back up");
  EXPECT_EQ(result.findings[0].remedy[1].command, "ip route replace default via 10.2.0.1");
}

TEST(InterfaceDown, AtTheDirectorWhereTheRouteIsGoneWithIt) {
  DiagnosisScene scene = asks_in_vain();
  shut(scene, "director", "back");
  EXPECT_THAT(scene.findings(), ElementsAre("interface-down at director.back"));
}

/// Near miss: the server that was chosen is another one.
TEST(InterfaceDown, NotOfAnotherServer) {
  DiagnosisScene scene = asks_in_vain();
  shut(scene, "rs2", "back");
  EXPECT_THAT(scene.findings(), ElementsAre("server-unreachable at director.back"));
}

/// Before the director: what stands behind it is not asked.
TEST(InterfaceDown, WhereNobodyAnswersForTheVip) {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "unreachable EHOSTUNREACH");
  scene.wire.journey(
      {{"client > director on front", PacketBuilder("ARP who-has", "10.1.0.9 > 10.1.0.1")}});
  scene.route("client", "10.1.0.1", "dev front");
  shut(scene, "rs1", "back");
  EXPECT_THAT(scene.findings(), Not(Contains(HasSubstr("interface-down"))));
  shut(scene, "director", "front");
  EXPECT_THAT(scene.findings(), ElementsAre("interface-down at director.front"));
}

TEST(VipArpUnanswered, ByItsOwnerForItsArpIgnore) {
  DiagnosisScene scene(two_arm_probe, two_arm_case);
  scene.connect(two_arm_asked, "unreachable EHOSTUNREACH");
  scene.wire.journey(
      {{"client > director on front", PacketBuilder("ARP who-has", "10.1.0.9 > 10.1.0.1")}});
  scene.node("director").sysctls["net.ipv4.conf.all.arp_ignore"] = "8";
  const StepResult result = scene.diagnosed();
  ASSERT_EQ(scene.findings(), std::vector<std::string>{"vip-arp-unanswered at director.front"});
  EXPECT_THAT(result.findings[0].evidence, Contains("director: net.ipv4.conf.all.arp_ignore = 8"));
  ASSERT_EQ(result.findings[0].remedy.size(), 1u);
  EXPECT_EQ(result.findings[0].remedy[0].command, "sysctl -w net.ipv4.conf.all.arp_ignore=0");
}

}  // namespace
}  // namespace hopproof::verdict
