#include "harness/trace/flow.hh"

#include "harness/trace/test_replay.hh"

#include <gmock/gmock.h>

namespace hopproof::trace {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view flow_cip = "1.65.15.140", flow_vip = "100.222.111.1",
                           flow_dip = "1.65.15.141", flow_rip = "1.65.15.143";

FlowKey key(uint16_t port = 40000) {
  return {"client", 6, {address(flow_cip), port}, {address(flow_vip), 8000}, 0};
}

Replay one_arm() { return Replay().network("lan", {"client", "director", "rs", "other"}); }

TcpSpec syn_ack(uint16_t from, uint16_t to) { return {from, to, 500, 1001, syn_flag | ack_flag}; }

TEST(Flow, MasqueradedOnOneArm) {
  const Trace trace =
      one_arm()
          .cross("lan", "client", "director", ipv4({flow_cip, flow_vip}, tcp({})))
          .cross("lan", "director", "rs", ipv4({flow_dip, flow_rip, 63}, tcp({2345, 80})))
          .cross("lan", "rs", "director", ipv4({flow_rip, flow_dip}, tcp(syn_ack(80, 2345))))
          .cross("lan", "director", "client",
                 ipv4({flow_vip, flow_cip, 63}, tcp(syn_ack(8000, 40000))))
          .trace();
  const Flow flow = find_flow(trace, key());
  EXPECT_THAT(texts(trace, flow.request),
              ElementsAre("client > director: SYN 1.65.15.140:40000 > 100.222.111.1:8000 | "
                          "director > rs: SYN 1.65.15.141:2345 > 1.65.15.143:80"));
  EXPECT_THAT(texts(trace, flow.reply),
              ElementsAre("rs > director: SYN-ACK 1.65.15.143:80 > 1.65.15.141:2345 | "
                          "director > client: SYN-ACK 100.222.111.1:8000 > 1.65.15.140:40000"));
  EXPECT_THAT(flow.errors, IsEmpty());
}

TEST(Flow, ReplyThatBypassesTheDirectorAndTheResetOfIt) {
  const Trace trace =
      one_arm()
          .cross("lan", "client", "director", ipv4({flow_cip, flow_vip}, tcp({})))
          .cross("lan", "director", "rs", ipv4({flow_cip, flow_rip, 63}, tcp({40000, 80})))
          .cross("lan", "rs", "client", ipv4({flow_rip, flow_cip}, tcp(syn_ack(80, 40000))))
          .cross("lan", "client", "rs",
                 ipv4({flow_cip, flow_rip}, tcp({40000, 80, 1001, 0, rst_flag, 0})))
          .trace();
  const Flow flow = find_flow(trace, key());
  EXPECT_EQ(flow.request.size(), 1u);
  EXPECT_THAT(texts(trace, flow.reply),
              ElementsAre("rs > client: SYN-ACK 1.65.15.143:80 > 1.65.15.140:40000"));
}

TEST(Flow, EveryPacketOfTheRequestIsOneJourney) {
  const Trace trace = one_arm()
                          .cross("lan", "client", "director", ipv4({flow_cip, flow_vip}, tcp({})))
                          .wait_ms(1000)
                          .cross("lan", "client", "director", ipv4({flow_cip, flow_vip}, tcp({})))
                          .cross("lan", "client", "director",
                                 ipv4({flow_cip, flow_vip}, tcp({.source_port = 40001})))
                          .trace();
  EXPECT_THAT(find_flow(trace, key()).request, ElementsAre(0, 1));
  EXPECT_THAT(find_flow(trace, key(40001)).request, ElementsAre(2));
  EXPECT_THAT(find_flow(trace, key(40002)).request, IsEmpty());
}

TEST(Flow, ErrorsQuoteItInEitherDirection) {
  const Bytes request = ipv4({flow_cip, flow_vip}, tcp({}));
  const Trace trace =
      one_arm()
          .cross("lan", "client", "director", request)
          .cross("lan", "director", "client", ipv4({flow_vip, flow_cip}, icmp(3, 3, 0, request)))
          .cross("lan", "other", "client",
                 ipv4({"9.9.9.9", flow_cip}, icmp(3, 1, 0, ipv4({flow_cip, "8.8.8.8"}, tcp({})))))
          .trace();
  const Flow flow = find_flow(trace, key());
  EXPECT_THAT(texts(trace, flow.errors),
              ElementsAre("director > client: ICMP port-unreachable 100.222.111.1 > 1.65.15.140 "
                          "carrying SYN 1.65.15.140:40000 > 100.222.111.1:8000"));
  EXPECT_THAT(flow.reply, IsEmpty());
}

TEST(Flow, ErrorAboutTheReplyCountsToo) {
  const Bytes reply = ipv4({flow_vip, flow_cip}, tcp(syn_ack(8000, 40000)));
  const Trace trace =
      one_arm()
          .cross("lan", "client", "director", ipv4({flow_cip, flow_vip}, tcp({})))
          .cross("lan", "director", "client", reply)
          .cross("lan", "client", "director", ipv4({flow_cip, flow_vip}, icmp(3, 10, 0, reply)))
          .trace();
  const Flow flow = find_flow(trace, key());
  EXPECT_THAT(flow.reply, ElementsAre(1));
  EXPECT_THAT(flow.errors, ElementsAre(2));
}

Replay from_director() { return Replay().network("lan", {"director", "rs"}); }

TEST(Flow, ClientOnTheDirectorWithTheVipAsItsAddress) {
  const FlowKey local{"director", 6, {address(flow_vip), 40000}, {address(flow_vip), 443}, 0};
  const Trace trace =
      from_director()
          .cross("lan", "director", "rs", ipv4({flow_vip, flow_rip}, tcp({40000, 6443})))
          .cross("lan", "rs", "director", ipv4({flow_rip, flow_vip}, tcp(syn_ack(6443, 40000))))
          .trace();
  const Flow flow = find_flow(trace, local);
  EXPECT_THAT(flow.request, ElementsAre(0));
  EXPECT_THAT(flow.reply, ElementsAre(1));
}

TEST(Flow, ClientOnTheDirectorMasqueraded) {
  const FlowKey local{"director", 6, {address(flow_vip), 40000}, {address(flow_vip), 443}, 0};
  const Trace trace =
      from_director()
          .cross("lan", "director", "rs", ipv4({flow_dip, flow_rip}, tcp({40000, 6443})))
          .cross("lan", "director", "rs", ipv4({flow_dip, flow_rip}, tcp({50000, 6443, 7})))
          .cross("lan", "rs", "director", ipv4({flow_rip, flow_dip}, tcp(syn_ack(6443, 40000))))
          .trace();
  const Flow flow = find_flow(trace, local);
  EXPECT_THAT(flow.request, ElementsAre(0));
  EXPECT_THAT(flow.reply, ElementsAre(2));
}

TEST(Flow, PingsAreToldApartByTheirId) {
  const auto ping = [](uint8_t type, uint32_t id) {
    return type == 8 ? ipv4({flow_cip, flow_vip}, icmp(8, 0, id << 16 | 1, text("x")))
                     : ipv4({flow_vip, flow_cip}, icmp(0, 0, id << 16 | 1, text("x")));
  };
  const Trace trace = one_arm()
                          .cross("lan", "client", "director", ping(8, 7))
                          .cross("lan", "client", "director", ping(8, 8))
                          .cross("lan", "director", "client", ping(0, 7))
                          .cross("lan", "director", "client", ping(0, 8))
                          .trace();
  const FlowKey echo{"client", 1, {address(flow_cip), 0}, {address(flow_vip), 0}, 8};
  const Flow flow = find_flow(trace, echo);
  EXPECT_THAT(flow.request, ElementsAre(1));
  EXPECT_THAT(flow.reply, ElementsAre(3));
}

TEST(Flow, ErrorsAreNoRepliesToAPingWithoutId) {
  const Bytes ping = ipv4({flow_cip, flow_vip}, icmp(8, 0, 1, text("x")));
  const Trace trace =
      one_arm()
          .cross("lan", "client", "director", ping)
          .cross("lan", "director", "client", ipv4({flow_vip, flow_cip}, icmp(3, 1, 0, ping)))
          .trace();
  const Flow flow =
      find_flow(trace, {"client", 1, {address(flow_cip), 0}, {address(flow_vip), 0}, 0});
  EXPECT_THAT(flow.request, ElementsAre(0));
  EXPECT_THAT(flow.reply, IsEmpty());
  EXPECT_THAT(flow.errors, ElementsAre(1));
}

/// One more answer on a held connection, while its client says nothing.
TEST(Flow, ReplyNeedsNoRequestInTheSameStep) {
  const Trace trace =
      one_arm()
          .cross("lan", "director", "client",
                 ipv4({flow_vip, flow_cip, 63},
                      tcp({8000, 40000, 500, 1001, psh_flag | ack_flag, 9, "more"})))
          .trace();
  const Flow flow = find_flow(trace, key());
  EXPECT_THAT(flow.request, IsEmpty());
  EXPECT_THAT(flow.reply, ElementsAre(0));
}

TEST(Flow, TellsTheConnectionsOfAProgram) {
  const Trace trace =
      one_arm()
          .cross("lan", "client", "director", ipv4({flow_cip, flow_vip}, tcp({.source_port = 1})))
          .cross("lan", "client", "director", ipv4({flow_cip, flow_vip}, tcp({.source_port = 1})))
          .cross("lan", "client", "director", ipv4({flow_cip, "9.9.9.9"}, tcp({.source_port = 2})))
          .cross("lan", "client", "director", ipv4({flow_cip, flow_vip}, udp(3, 8000, "q")))
          .cross("lan", "other", "director", ipv4({flow_cip, flow_vip}, tcp({.source_port = 4})))
          .trace();
  const auto flows = flows_from(trace, "client", {{address(flow_vip), 0}});
  ASSERT_EQ(flows.size(), 2u);
  EXPECT_EQ(flows[0].local.port, 1);
  EXPECT_EQ(flows[0].protocol, 6);
  EXPECT_EQ(flows[1].local.port, 3);
  EXPECT_EQ(flows[1].protocol, 17);
  EXPECT_THAT(flows_from(trace, "client", {{address(flow_vip), 443}}), IsEmpty());
}

/// What all connections of a step look at grows with their number, not with its square.
TEST(FlowIndex, LooksAtTheOwnPacketsOfAConnectionOnly) {
  constexpr int connections = 300;
  Replay replay = one_arm();
  for (int i = 0; i < connections; ++i) {
    const auto port = uint16_t(40000 + i);
    replay.cross("lan", "client", "director", ipv4({flow_cip, flow_vip}, tcp({port, 8000})))
        .cross("lan", "director", "client", ipv4({flow_vip, flow_cip}, tcp(syn_ack(8000, port))));
  }
  const Trace trace = replay.trace();
  const FlowIndex flows(trace);
  size_t looked_at = 0;
  for (int i = 0; i < connections; ++i) {
    const FlowKey one = key(uint16_t(40000 + i));
    looked_at += flows.candidates(one).size();
    const Flow flow = flows.find(one);
    EXPECT_EQ(flow.request.size(), 1u);
    EXPECT_EQ(flow.reply.size(), 1u);
  }
  EXPECT_EQ(looked_at, size_t(connections));
}

}  // namespace
}  // namespace hopproof::trace
