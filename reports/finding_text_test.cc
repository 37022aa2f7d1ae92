#include "reports/finding_text.hh"

#include <gtest/gtest.h>

namespace hopproof::reports {
namespace {

verdict::FindingResult sample() {
  verdict::FindingResult finding;
  finding.id = "reply-bypasses-director";
  finding.at = "rs1.lan";
  finding.text =
      "the answer of rs1 does not come back through director: rs1 has 1.65.15.140 on its own "
      "segment (lan), and answers it directly";
  finding.evidence = {"rs1 > client: SYN-ACK 1.65.15.143:80 > 1.65.15.140:40000, frame 7",
                      "rs1: ip route get 1.65.15.140 from 1.65.15.143: dev lan"};
  finding.rules_out = {"the way there, and the server (it answered)"};
  finding.remedy = {{"rs1", "ip route add 1.65.15.140/32 via 1.65.15.141", "gone after a reboot"},
                    {"director", "sysctl -w net.ipv4.conf.all.send_redirects=0", ""}};
  return finding;
}

TEST(FindingText, SaysWhereWhatAndHowToCureIt) {
  EXPECT_EQ(findings_text({sample()}, Paint(false)),
            R"(    cause  reply-bypasses-director at rs1.lan
           the answer of rs1 does not come back through director: rs1 has 1.65.15.140 on its own
           segment (lan), and answers it directly
           seen      rs1 > client: SYN-ACK 1.65.15.143:80 > 1.65.15.140:40000, frame 7
                     rs1: ip route get 1.65.15.140 from 1.65.15.143: dev lan
           ruled out the way there, and the server (it answered)
           try       rs1       ip route add 1.65.15.140/32 via 1.65.15.141  # gone after a reboot
                     director  sysctl -w net.ipv4.conf.all.send_redirects=0
)");
}

TEST(FindingText, NeverBreaksACommand) {
  verdict::FindingResult finding = sample();
  finding.remedy = {{"director", std::string(150, 'x'), ""}};
  EXPECT_NE(findings_text({finding}, Paint(false)).find(std::string(150, 'x') + "\n"),
            std::string::npos);
}

TEST(FindingText, ShowsNoControlCharacters) {
  verdict::FindingResult finding = sample();
  finding.evidence = {"rs1: \x1b[31m"};
  EXPECT_EQ(findings_text({finding}, Paint(false)).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace hopproof::reports
