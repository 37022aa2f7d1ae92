#include "reports/hop_lines.hh"

#include "reports/sample_result.hh"

#include <gtest/gtest.h>

namespace hopproof::reports {
namespace {

verdict::FlowResult flow() { return sample_result().cases[0].steps[0].flows[0]; }

TEST(HopLines, AlignTheColumnsAndMarkWhatWasRewritten) {
  EXPECT_EQ(
      hop_lines(flow(), Paint(false), 0),
      "      request client > director  1.65.15.140:40000    > 100.222.111.1:8000   ttl 64, 1 "
      "packet\n"
      "              director > rs1     1.65.15.141*:40001*  > 1.65.15.143*:80*     ttl 64, 1 "
      "packet\n"
      "      reply   rs1 > director     1.65.15.143:80       > 1.65.15.141:40001    ttl 64, 1 "
      "packet\n"
      "              director > client  100.222.111.1*:8000* > 1.65.15.140*:40000*  ttl 64, 1 "
      "packet\n");
}

TEST(HopLines, ColoursDoNotMoveTheColumns) {
  const std::string painted = hop_lines(flow(), Paint(true), 0);
  std::string plain;
  for (size_t i = 0; i < painted.size(); ++i) {
    if (painted[i] != '\033')
      plain += painted[i];
    else
      i = painted.find('m', i);
  }
  EXPECT_EQ(plain, hop_lines(flow(), Paint(false), 0));
}

TEST(HopLines, GoBelowTheHopInANarrowTerminal) {
  const std::string text = hop_lines(flow(), Paint(false), 60);
  EXPECT_NE(text.find("  request client > director  ttl 64, 1 packet\n"
                      "    1.65.15.140:40000 > 100.222.111.1:8000\n"),
            std::string::npos);
  size_t longest = 0, start = 0;
  for (size_t end; (end = text.find('\n', start)) != std::string::npos; start = end + 1)
    longest = std::max(longest, end - start);
  EXPECT_LE(longest, 60u);
}

TEST(HopLines, OfABareAddressAndOfIpv6) {
  verdict::FlowResult ping;
  verdict::HopResult hop;
  hop.hop = "client > director";
  hop.source = "[2001:db8::1]:40000";
  hop.destination = "2001:db8::2";
  hop.rewritten = {"sport", "destination"};
  hop.packets = 2;
  ping.request = {hop};
  EXPECT_NE(hop_lines(ping, Paint(false), 0).find("[2001:db8::1]:40000* > 2001:db8::2*  ttl 0, 2"),
            std::string::npos);
}

}  // namespace
}  // namespace hopproof::reports
