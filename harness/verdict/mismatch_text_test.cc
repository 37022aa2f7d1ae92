#include "harness/verdict/mismatch_text.hh"

#include "harness/base/golden_file.hh"
#include "harness/verdict/judge_scene.hh"

#include <gmock/gmock.h>

namespace hopproof::verdict {
namespace {

const std::string golden_folder = HOPPROOF_SOURCE_DIR "/harness/verdict/golden/";

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
  scene.connect(asked_tuple, "timeout");
  bypassed(scene.wire);
  expect_golden(golden_folder + "reply-bypasses-director.txt", rendered(scene));
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
  scene.connect(asked_tuple, "timeout");
  scene.wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)}});
  expect_golden(golden_folder + "request-stops.txt", rendered(scene));
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
  expect_golden(golden_folder + "command.txt", rendered(scene));
}

}  // namespace
}  // namespace hopproof::verdict
