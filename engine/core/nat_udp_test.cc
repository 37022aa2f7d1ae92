#include "engine/core/nat_fixture.hh"

namespace hopproof::core {
namespace {

class NatUdp : public NatTest {
 protected:
  NatUdp() { add(udp_service("10.0.0.1:53"), {"10.0.1.2:53", "10.0.1.3:53"}); }

  static Crafted ask(std::string_view from = "10.0.0.2:4000") {
    return {.from = from, .to = "10.0.0.1:53", .protocol = protocol::udp, .payload = "question"};
  }
  static Crafted answer() {
    return {.from = "10.0.1.3:53",
            .to = "10.0.0.2:4000",
            .protocol = protocol::udp,
            .payload = "answer"};
  }
};

TEST_F(NatUdp, RewritesBothWays) {
  EXPECT_EQ(request(ask()), "10.0.0.2:4000 > 10.0.1.3:53");
  EXPECT_EQ(reply(answer()), "10.0.0.1:53 > 10.0.0.2:4000");
  EXPECT_EQ(request(ask()), "10.0.0.2:4000 > 10.0.1.3:53") << "the same server for the same socket";
  EXPECT_EQ(only_connection(), "UDP 300");
}

TEST_F(NatUdp, NeverBecomesActive) {
  request(ask()), reply(answer());
  EXPECT_EQ(server().active, 0u);
  EXPECT_EQ(server().inactive, 1u);
}

TEST_F(NatUdp, LeavesAMissingChecksumMissing) {
  Crafted crafted = ask();
  crafted.udp_checksum = false;
  Bytes packet = craft(crafted);
  at(Hook::input, packet);
  EXPECT_EQ(load16(&packet[26]), 0);
}

TEST_F(NatUdp, AChecksumThatBecomesZeroIsSentAsAllOnes) {
  int all_ones = 0;
  for (int port = 1; port <= 0xffff; ++port) {
    const std::string from = "10.0.0.2:" + std::to_string(port);
    Bytes packet = craft(ask(from));
    at(Hook::input, packet);
    ASSERT_NE(load16(&packet[26]), 0);
    all_ones += load16(&packet[26]) == 0xffff;
  }
  EXPECT_GT(all_ones, 0) << "no port gave the sum that this is about";
}

TEST_F(NatUdp, ExpiresAfterFiveMinutes) {
  request(ask());
  wait(299);
  EXPECT_EQ(only_connection(), "UDP 1");
  wait(2);
  EXPECT_EQ(only_connection(), "0 connections");
}

TEST_F(NatUdp, DropsATruncatedHeader) {
  Bytes packet = craft(ask());
  packet.resize(26);
  store16(&packet[2], 26);
  EXPECT_EQ(at(Hook::input, packet).action, Action::drop);
}

TEST_F(NatUdp, OnePacketSchedulingForgetsAtOnce) {
  ServiceOptions options = scheduled("rr");
  options.one_packet = true;
  EXPECT_FALSE(nat.edit_service(udp_service("10.0.0.1:53"), options));
  EXPECT_EQ(request(ask()), "10.0.0.2:4000 > 10.0.1.3:53");
  EXPECT_EQ(request(ask()), "10.0.0.2:4000 > 10.0.1.2:53") << "each datagram anew";
  EXPECT_EQ(nat.connection_count(), 0u);
  EXPECT_EQ(server().inactive, 0u);
  EXPECT_EQ(reply(answer()), "pass") << "the server's own address shows";
  EXPECT_EQ(nat.services()[0].counters.connections, 2u);
}

}  // namespace
}  // namespace hopproof::core
