#include "harness/trace/journey.hh"

#include "harness/trace/test_replay.hh"

#include <gmock/gmock.h>

namespace hopproof::trace {
namespace {

using namespace test;
using testing::ElementsAre;

constexpr std::string_view cip = "10.1.0.9", vip = "10.1.0.1", dip = "10.2.0.1", rip = "10.2.0.5";

Replay two_arms() {
  return Replay().network("front", {"client", "director"}).network("back", {"director", "rs"});
}

TEST(Journey, PacketIsKnownBehindNat) {
  const Trace trace =
      two_arms()
          .cross("front", "client", "director", ipv4({cip, vip, 64, 1}, tcp({})))
          .cross("back", "director", "rs", ipv4({cip, rip, 63, 1}, tcp({.destination_port = 80})))
          .cross("back", "rs", "director",
                 ipv4({rip, cip}, tcp({80, 40000, 500, 1001, syn_flag | ack_flag})))
          .cross("front", "director", "client",
                 ipv4({vip, cip, 63}, tcp({8000, 40000, 500, 1001, syn_flag | ack_flag})))
          .trace();
  EXPECT_THAT(texts(trace),
              ElementsAre("client > director: SYN 10.1.0.9:40000 > 10.1.0.1:8000 | "
                          "director > rs: SYN 10.1.0.9:40000 > 10.2.0.5:80",
                          "rs > director: SYN-ACK 10.2.0.5:80 > 10.1.0.9:40000 | "
                          "director > client: SYN-ACK 10.1.0.1:8000 > 10.1.0.9:40000"));
}

TEST(Journey, BothAddressesAndPortsMayBeRewrittenOnOneArm) {
  const Trace trace =
      Replay()
          .network("lan", {"client", "director", "rs"})
          .cross("lan", "client", "director", ipv4({cip, vip}, tcp({})))
          .cross("lan", "director", "rs",
                 ipv4({dip, rip, 63}, tcp({.source_port = 23456, .destination_port = 80})))
          .trace();
  EXPECT_THAT(texts(trace), ElementsAre("client > director: SYN 10.1.0.9:40000 > 10.1.0.1:8000 | "
                                        "director > rs: SYN 10.2.0.1:23456 > 10.2.0.5:80"));
}

TEST(Journey, ResentTwinsAreMatchedInOrder) {
  const Bytes in = ipv4({cip, vip}, tcp({}));
  const Bytes out = ipv4({cip, rip, 63}, tcp({.destination_port = 80}));
  const Trace trace = two_arms()
                          .cross("front", "client", "director", in)
                          .cross("back", "director", "rs", out)
                          .wait_ms(1000)
                          .cross("front", "client", "director", in)
                          .cross("back", "director", "rs", out)
                          .trace();
  ASSERT_EQ(trace.journeys.size(), 2u);
  EXPECT_THAT(trace.journeys[0].crossings, ElementsAre(0, 1));
  EXPECT_THAT(trace.journeys[1].crossings, ElementsAre(2, 3));
}

TEST(Journey, DroppedPacketIsNotItsResend) {
  const Bytes in = ipv4({cip, vip}, tcp({}));
  const Trace trace =
      two_arms()
          .cross("front", "client", "director", in)
          .wait_ms(1000)
          .cross("front", "client", "director", in)
          .cross("back", "director", "rs", ipv4({cip, rip, 63}, tcp({.destination_port = 80})))
          .trace();
  ASSERT_EQ(trace.journeys.size(), 2u);
  EXPECT_THAT(trace.journeys[0].crossings, ElementsAre(0));
  EXPECT_THAT(trace.journeys[1].crossings, ElementsAre(1, 2));
}

TEST(Journey, IpIdTellsWhichTwinWasDropped) {
  const Trace trace =
      two_arms()
          .cross("front", "client", "director", ipv4({cip, vip, 64, 7}, tcp({})))
          .cross("front", "client", "director", ipv4({cip, vip, 64, 8}, tcp({})))
          .cross("back", "director", "rs", ipv4({cip, rip, 63, 7}, tcp({.destination_port = 80})))
          .trace();
  ASSERT_EQ(trace.journeys.size(), 2u);
  EXPECT_THAT(trace.journeys[0].crossings, ElementsAre(0, 2));
}

/// Two sockets send the same words; the director answers in the other order.
TEST(Journey, ParallelFlowsWithOnePayloadKeepTheirEnds) {
  const Trace trace =
      two_arms()
          .cross("front", "client", "director", ipv4({cip, vip}, udp(1111, 53, "same")))
          .cross("front", "client", "director", ipv4({cip, vip}, udp(2222, 53, "same")))
          .cross("back", "director", "rs", ipv4({cip, rip, 63}, udp(2222, 5353, "same")))
          .cross("back", "director", "rs", ipv4({cip, rip, 63}, udp(1111, 5353, "same")))
          .trace();
  EXPECT_THAT(texts(trace), ElementsAre("client > director: UDP 4 10.1.0.9:1111 > 10.1.0.1:53 | "
                                        "director > rs: UDP 4 10.1.0.9:1111 > 10.2.0.5:5353",
                                        "client > director: UDP 4 10.1.0.9:2222 > 10.1.0.1:53 | "
                                        "director > rs: UDP 4 10.1.0.9:2222 > 10.2.0.5:5353"));
}

/// Masqueraded, nothing of the tuple is left: what was seen before in the same flows decides.
TEST(Journey, LearnedRewritingTellsParallelFlowsApart) {
  const auto in = [](uint16_t port, std::string_view words) {
    return ipv4({cip, vip}, udp(port, 53, words));
  };
  const auto out = [](uint16_t port, std::string_view words) {
    return ipv4({dip, rip, 63}, udp(port, 53, words));
  };
  const Trace trace = two_arms()
                          .cross("front", "client", "director", in(1111, "same"))
                          .cross("front", "client", "director", in(2222, "same"))
                          .cross("back", "director", "rs", out(9002, "same"))
                          .cross("back", "director", "rs", out(9001, "same"))
                          .cross("front", "client", "director", in(1111, "only mine"))
                          .cross("back", "director", "rs", out(9001, "only mine"))
                          .trace();
  EXPECT_THAT(texts(trace), ElementsAre("client > director: UDP 4 10.1.0.9:1111 > 10.1.0.1:53 | "
                                        "director > rs: UDP 4 10.2.0.1:9001 > 10.2.0.5:53",
                                        "client > director: UDP 4 10.1.0.9:2222 > 10.1.0.1:53 | "
                                        "director > rs: UDP 4 10.2.0.1:9002 > 10.2.0.5:53",
                                        "client > director: UDP 9 10.1.0.9:1111 > 10.1.0.1:53 | "
                                        "director > rs: UDP 9 10.2.0.1:9001 > 10.2.0.5:53"));
}

TEST(Journey, IpIdTellsDatagramsApart) {
  const Trace trace =
      two_arms()
          .cross("front", "client", "director", ipv4({cip, vip, 64, 7}, udp(1111, 53, "x")))
          .cross("front", "client", "director", ipv4({cip, vip, 64, 8}, udp(2222, 53, "x")))
          .cross("back", "director", "rs", ipv4({dip, rip, 63, 8}, udp(9002, 53, "x")))
          .cross("back", "director", "rs", ipv4({dip, rip, 63, 7}, udp(9001, 53, "x")))
          .trace();
  ASSERT_EQ(trace.journeys.size(), 2u);
  EXPECT_THAT(trace.journeys[0].crossings, ElementsAre(0, 3));
  EXPECT_THAT(trace.journeys[1].crossings, ElementsAre(1, 2));
}

TEST(Journey, EchoedPayloadIsAnAnswerAndNotPassedOn) {
  const Trace trace =
      Replay()
          .network("lan", {"one", "two", "server"})
          .cross("lan", "one", "server", ipv4({"10.0.0.1", "10.0.0.3"}, udp(5, 7, "same")))
          .cross("lan", "two", "server", ipv4({"10.0.0.2", "10.0.0.3"}, udp(5, 7, "same")))
          .cross("lan", "server", "one", ipv4({"10.0.0.3", "10.0.0.1"}, udp(7, 5, "same")))
          .cross("lan", "server", "two", ipv4({"10.0.0.3", "10.0.0.2"}, udp(7, 5, "same")))
          .trace();
  EXPECT_EQ(trace.journeys.size(), 4u);
}

/// Its time to live is lower, as if it had been passed on.
TEST(Journey, AnswerWithTheSamePayloadIsNotPassedOn) {
  const Trace trace =
      Replay()
          .network("lan", {"one", "server"})
          .cross("lan", "one", "server", ipv4({"10.0.0.1", "10.0.0.3"}, udp(5, 7, "same")))
          .cross("lan", "server", "one", ipv4({"10.0.0.3", "10.0.0.1", 32}, udp(7, 5, "same")))
          .trace();
  EXPECT_EQ(trace.journeys.size(), 2u);
}

TEST(Journey, AnotherIpIdIsAnotherDatagram) {
  const Trace trace =
      two_arms()
          .cross("front", "client", "director", ipv4({cip, vip, 64, 7}, udp(1111, 53, "x")))
          .cross("back", "director", "rs", ipv4({cip, rip, 63, 8}, udp(1111, 53, "x")))
          .trace();
  EXPECT_EQ(trace.journeys.size(), 2u);
}

TEST(Journey, BroadcastIsNeverPassedOn) {
  Replay replay = two_arms();
  const Bytes words = ipv4({cip, "10.255.255.255"}, udp(5, 6, "hello all"));
  const MacAddress everybody{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  const Trace trace = replay
                          .frame("front", "client", {"director"},
                                 ethernet({replay.mac("client", "front"), everybody}, words))
                          .cross("back", "director", "rs",
                                 ipv4({cip, "10.255.255.255", 63}, udp(5, 6, "hello all")))
                          .trace();
  EXPECT_EQ(trace.journeys.size(), 2u);
}

TEST(Journey, EchoIsKnownThoughItsIdIsRewritten) {
  const Trace trace =
      two_arms()
          .cross("front", "client", "director",
                 ipv4({cip, rip}, icmp(8, 0, 0x00070001, text("ping"))))
          .cross("back", "director", "rs",
                 ipv4({dip, rip, 63}, icmp(8, 0, 0x04d20001, text("ping"))))
          .cross("back", "rs", "director", ipv4({rip, dip}, icmp(0, 0, 0x04d20001, text("ping"))))
          .cross("front", "director", "client",
                 ipv4({rip, cip, 63}, icmp(0, 0, 0x00070001, text("ping"))))
          .trace();
  ASSERT_EQ(trace.journeys.size(), 2u);
  EXPECT_THAT(trace.journeys[0].crossings, ElementsAre(0, 1));
  EXPECT_THAT(trace.journeys[1].crossings, ElementsAre(2, 3));
}

TEST(Journey, ErrorIsKnownByWhatItQuotes) {
  const Bytes for_vip =
      ipv4({vip, cip, 62}, tcp({8000, 40000, 500, 1001, ack_flag, 512, "answer"}));
  const Bytes for_rip = ipv4({rip, cip, 62}, tcp({80, 40000, 500, 1001, ack_flag, 512, "answer"}));
  const Trace trace =
      two_arms()
          .cross("front", "client", "director", ipv4({"10.9.9.9", vip}, icmp(3, 4, 1280, for_vip)))
          .cross("back", "director", "rs", ipv4({"10.9.9.9", rip, 63}, icmp(3, 4, 1280, for_rip)))
          .trace();
  EXPECT_THAT(texts(trace),
              ElementsAre("client > director: ICMP fragmentation-needed 10.9.9.9 > 10.1.0.1 "
                          "carrying DATA 6 10.1.0.1:8000 > 10.1.0.9:40000 | "
                          "director > rs: ICMP fragmentation-needed 10.9.9.9 > 10.2.0.5 "
                          "carrying DATA 6 10.2.0.5:80 > 10.1.0.9:40000"));
}

TEST(Journey, TunnelCarriesThePacketOn) {
  const Bytes inner = ipv4({cip, vip, 63}, tcp({}));
  const Trace trace = two_arms()
                          .cross("front", "client", "director", ipv4({cip, vip}, tcp({})))
                          .cross("back", "director", "rs", ipv4({dip, rip}, tunnel(inner)))
                          .trace();
  ASSERT_EQ(trace.journeys.size(), 1u);
}

TEST(Journey, ArpIsNeverPassedOn) {
  Replay replay = two_arms();
  const Bytes front = arp({replay.mac("client", "front"), replay.mac("director", "front")}, true,
                          "10.0.0.1", "10.0.0.2");
  const Bytes back =
      arp({replay.mac("director", "back"), replay.mac("rs", "back")}, true, "10.0.0.1", "10.0.0.2");
  const Trace trace = replay.frame("front", "client", {"director"}, front)
                          .frame("back", "director", {"rs"}, back)
                          .trace();
  EXPECT_EQ(trace.journeys.size(), 2u);
}

TEST(Journey, FragmentsAreLinkedOneByOne) {
  const auto part = [](std::string_view from, std::string_view to, uint8_t ttl, size_t offset) {
    const IpSpec ip{from, to, ttl, 77, offset, offset == 0};
    return offset == 0 ? ipv4(ip, udp(5, 53, "12345678")) : ipv4_raw(ip, 17, text("the rest"));
  };
  const Trace trace = two_arms()
                          .cross("front", "client", "director", part(cip, vip, 64, 0))
                          .cross("front", "client", "director", part(cip, vip, 64, 16))
                          .cross("back", "director", "rs", part(cip, rip, 63, 0))
                          .cross("back", "director", "rs", part(cip, rip, 63, 16))
                          .trace();
  ASSERT_EQ(trace.journeys.size(), 2u);
  EXPECT_THAT(trace.journeys[0].crossings, ElementsAre(0, 2));
  EXPECT_THAT(trace.journeys[1].crossings, ElementsAre(1, 3));
}

TEST(Journey, Ipv6FragmentsGetANewIdWhereTheyArePutTogether) {
  const auto part = [](std::string_view to, uint8_t ttl, uint8_t id, bool first) {
    const Bytes header{protocol::udp, 0, 0, uint8_t(first ? 1 : 16), 0, 0, 0, id};
    const IpSpec ip{"fd01::9", to, ttl};
    return first ? ipv6(ip, udp(5, 53, "12345678"), protocol::fragment, header)
                 : ipv6(ip, tunnel(text("the rest")), protocol::fragment, header);
  };
  const Trace trace = two_arms()
                          .cross("front", "client", "director", part("fd01::1", 64, 7, true))
                          .cross("front", "client", "director", part("fd01::1", 64, 7, false))
                          .cross("back", "director", "rs", part("fd02::5", 63, 9, true))
                          .cross("back", "director", "rs", part("fd02::5", 63, 9, false))
                          .trace();
  ASSERT_EQ(trace.journeys.size(), 2u);
  EXPECT_THAT(trace.journeys[0].crossings, ElementsAre(0, 2));
  EXPECT_THAT(trace.journeys[1].crossings, ElementsAre(1, 3));
}

TEST(Journey, DatagramGoesOnInItsFirstFragment) {
  const Trace trace =
      two_arms()
          .cross("front", "client", "director",
                 ipv4({cip, vip, 64, 77}, udp(5, 53, "12345678the rest")))
          .cross("back", "director", "rs",
                 ipv4({cip, rip, 63, 77, 0, true}, udp(5, 53, "12345678")))
          .cross("back", "director", "rs", ipv4_raw({cip, rip, 63, 77, 16}, 17, text("the rest")))
          .trace();
  ASSERT_EQ(trace.journeys.size(), 2u);
  EXPECT_THAT(trace.journeys[0].crossings, ElementsAre(0, 1));
  EXPECT_THAT(trace.journeys[1].crossings, ElementsAre(2));
}

/// ip_vs_ftp writes another address into the payload.
TEST(Journey, HelperMayRewriteThePayloadOfAKnownConnection) {
  const auto in = [](TcpSpec spec, uint16_t id) { return ipv4({rip, cip, 64, id}, tcp(spec)); };
  const auto out = [](TcpSpec spec, uint16_t id) {
    spec.source_port = 2100;
    return ipv4({vip, cip, 63, id}, tcp(spec));
  };
  const TcpSpec hello{21, 4000, 1, 1, psh_flag | ack_flag, 512, "220 ready"};
  const TcpSpec inside{21, 4000, 10, 1, psh_flag | ack_flag, 512, "227 (10,2,0,5,4,1)"};
  const TcpSpec outside{21, 4000, 10, 1, psh_flag | ack_flag, 512, "227 (203,0,113,10,4,1)"};
  const Trace trace = two_arms()
                          .cross("back", "rs", "director", in(hello, 1))
                          .cross("front", "director", "client", out(hello, 1))
                          .cross("back", "rs", "director", in(inside, 2))
                          .cross("front", "director", "client", out(outside, 2))
                          .trace();
  ASSERT_EQ(trace.journeys.size(), 2u);
  EXPECT_THAT(trace.journeys[1].crossings, ElementsAre(2, 3));
}

TEST(Journey, ResetOfTheNodeItselfStartsItsOwn) {
  const Trace trace =
      two_arms()
          .cross("front", "client", "director", ipv4({cip, vip}, tcp({})))
          .cross("front", "director", "client",
                 ipv4({vip, cip}, tcp({8000, 40000, 0, 1001, rst_flag | ack_flag, 0})))
          .trace();
  EXPECT_EQ(trace.journeys.size(), 2u);
}

TEST(Journey, PingPongOfRoutersIsOneJourney) {
  const auto hop = [](uint8_t ttl) { return ipv4({cip, "10.77.0.1", ttl}, udp(5, 6, "loop")); };
  const Trace trace = two_arms()
                          .cross("back", "director", "rs", hop(64))
                          .cross("back", "rs", "director", hop(63))
                          .cross("back", "director", "rs", hop(62))
                          .cross("back", "rs", "director", hop(61))
                          .trace();
  ASSERT_EQ(trace.journeys.size(), 1u);
  EXPECT_THAT(trace.journeys[0].crossings, ElementsAre(0, 1, 2, 3));
}

}  // namespace
}  // namespace hopproof::trace
