#include "harness/verdict/mismatch_text.hh"

#include "harness/verdict/judge_scene.hh"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

namespace hopproof {
namespace {

/// Compares with the golden file; HOPPROOF_WRITE_GOLDEN=1 writes it anew, to be read in the diff.
void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(HOPPROOF_SOURCE_DIR) + "/harness/verdict/golden/" + name;
  if (std::getenv("HOPPROOF_WRITE_GOLDEN")) std::ofstream(path) << text;
  std::ifstream file(path);
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str()) << path;
}

std::string rendered(JudgeScene& scene) {
  std::string text;
  for (const MismatchResult& mismatch : scene.judge().mismatches) {
    text += render_mismatch(mismatch, "scene.yaml", scene.deployment().source) + "\n";
  }
  return text;
}

TEST(MismatchText, OfAReplyThatBypassesTheDirector) {
  JudgeScene scene(R"(  - probe: {from: client, http: 100.222.111.1:8000}
    expect:
      request: {client > director: CIP:cport > VIP:8000, director > rs: DIP:mport > RIP:80}
      reply: {rs > director: RIP:80 > DIP:mport, director > client: VIP:8000 > CIP:cport}
      served: {rs1: 1}
      never: {rs > client: any > any}
)");
  scene.connect(kAsked, "timeout");
  bypassed(scene.wire);
  expect_golden("reply-bypasses-director.txt", rendered(scene));
}

TEST(MismatchText, OfARequestThatStops) {
  JudgeScene scene(R"(  - probe: {from: client, http: 100.222.111.1:8000}
    expect:
      outcome: timeout
      request:
        client > director: CIP:cport > VIP:8000
        director > rs1: CIP:cport > RIP:80
      seen: {director > client: ICMP port-unreachable VIP > CIP}
)");
  scene.connect(kAsked, "timeout");
  scene.wire.journey({{"client > director", PacketBuilder("SYN", kAsked)}});
  expect_golden("request-stops.txt", rendered(scene));
}

TEST(MismatchText, OfCountersOutputAndExit) {
  JudgeScene scene(R"(  - director: ipvsadm -Lnc
    expect:
      counters: {director.iptables.masquerade: some}
      prints: TCP any ESTABLISHED VIP:8000
      lacks: SYN_RECV
)");
  scene.record.exit_code = 1;
  scene.record.output = "TCP 00:59 SYN_RECV 1.65.15.140:1\x1b[31m\nUDP\n";
  scene.record.before["director.iptables.masquerade"] = 4;
  scene.record.after["director.iptables.masquerade"] = 4;
  expect_golden("command.txt", rendered(scene));
}

}  // namespace
}  // namespace hopproof
