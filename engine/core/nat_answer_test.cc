#include "engine/core/nat_fixture.hh"

namespace hopproof::core {
namespace {

struct AnswerWorld {
  const char *client, *vip, *client_end, *vip_end, *rip, *rip_end;
  const char* port_unreachable;  // ICMP type/code
  const char *host_unreachable, *time_exceeded, *too_big;
  size_t most_quoted;
};

const AnswerWorld answer_worlds[] = {
    {"10.0.0.2", "10.0.0.1", "10.0.0.2:40000", "10.0.0.1:80", "10.0.1.2", "10.0.1.2:8080", "3/3",
     "3/1", "11/0", "3/4", 548},
    {"fd00::2", "fd00::1", "[fd00::2]:40000", "[fd00::1]:80", "fd01::2", "[fd01::2]:8080", "1/4",
     "1/3", "3/0", "2/0", 1232},
};

/// What the director itself says to a client.
class NatAnswer : public NatTest, public testing::WithParamInterface<AnswerWorld> {
 protected:
  /// Sends a request and gives the answer, "3/3", after checking who says it to whom.
  std::string answer_to(const Crafted& crafted) {
    const Bytes asked = craft(crafted);
    Bytes packet = asked;
    const Verdict verdict = at(Hook::input, packet);
    if (verdict.action != Action::answer) return described(verdict, packet);
    answer = Bytes(verdict.answer.begin(), verdict.answer.end());
    EXPECT_EQ(tuple(answer), std::string(w.vip) + " > " + w.client);
    EXPECT_EQ(tuple(quote_of(answer)), tuple(asked)) << "quoted before rewriting";
    EXPECT_TRUE(is_intact(answer));
    EXPECT_EQ(ttl(answer), 64);
    const uint8_t* message = &answer[header_size(answer)];
    return std::to_string(message[0]) + "/" + std::to_string(message[1]);
  }
  Crafted syn() { return {.from = w.client_end, .to = w.vip_end}; }
  uint32_t mtu_told() { return load32(&answer[header_size(answer) + 4]); }

  const AnswerWorld& w = GetParam();
  Bytes answer;
};

TEST_P(NatAnswer, NoServerIsPortUnreachableEvenForTcp) {
  add(tcp_service(w.vip_end), {});
  EXPECT_EQ(answer_to(syn()), w.port_unreachable);
  EXPECT_EQ(answer[1], is_v4(answer) ? 0xc0 : 0x00) << "tos";
}

TEST_P(NatAnswer, WeightZeroIsNoServer) {
  add(tcp_service(w.vip_end), {w.rip_end});
  EXPECT_FALSE(nat.edit_server(tcp_service(w.vip_end), *Endpoint::parse(w.rip_end), masquerade(0)));
  EXPECT_EQ(answer_to(syn()), w.port_unreachable);
}

TEST_P(NatAnswer, TheLastHopIsTimeExceeded) {
  add(tcp_service(w.vip_end), {w.rip_end});
  Crafted crafted = syn();
  crafted.ttl = 1;
  EXPECT_EQ(answer_to(crafted), w.time_exceeded);
}

TEST_P(NatAnswer, NoRouteIsHostUnreachable) {
  add(tcp_service(w.vip_end), {w.rip_end});
  around.routes[w.rip] = {.reachable = false};
  EXPECT_EQ(answer_to(syn()), w.host_unreachable);
}

TEST_P(NatAnswer, TooBigForTheWayThere) {
  add(tcp_service(w.vip_end), {w.rip_end});
  around.routes[w.rip] = {.mtu = 1300};
  EXPECT_EQ(answer_to(syn()), std::string(w.client_end) + " > " + w.rip_end);
  const std::string payload(1400, 'x');
  Crafted big = syn();
  big.payload = payload;
  EXPECT_EQ(answer_to(big), w.too_big);
  EXPECT_EQ(mtu_told(), 1300u);
  EXPECT_EQ(quote_of(answer).size(), w.most_quoted);
}

TEST_P(NatAnswer, RoutesAreAskedForAnewWhenTheyChange) {
  add(tcp_service(w.vip_end), {w.rip_end});
  answer_to(syn());
  around.routes[w.rip] = {.reachable = false};
  EXPECT_EQ(answer_to(syn()), std::string(w.client_end) + " > " + w.rip_end);
  nat.routes_changed();
  EXPECT_EQ(answer_to(syn()), w.host_unreachable);
}

INSTANTIATE_TEST_SUITE_P(Families, NatAnswer, testing::ValuesIn(answer_worlds));

class NatAnswerOne : public NatTest {};

TEST_F(NatAnswerOne, WithoutDontFragmentTheKernelCuts) {
  add(udp_service("10.0.0.1:53"), {"10.0.1.2:53"});
  around.routes["10.0.1.2"] = {.mtu = 1300};
  const std::string payload(1400, 'x');
  EXPECT_EQ(request({.to = "10.0.0.1:53",
                     .protocol = protocol::udp,
                     .payload = payload,
                     .dont_fragment = false}),
            "10.0.0.2:40000 > 10.0.1.2:53");
}

TEST_F(NatAnswerOne, WhatCameInIpv6FragmentsFitsWhereTheyDo) {
  add(udp_service("[fd01::1]:53"), {"[fd02::5]:53"});
  around.routes["fd02::5"] = {.mtu = 1400};
  const std::string payload(4000, 'x');
  Bytes fitting = craft({.from = "[fd01::9]:1000",
                         .to = "[fd01::1]:53",
                         .protocol = protocol::udp,
                         .payload = payload});
  Bytes too_big = fitting;
  Arrival arrival;
  arrival.largest_fragment = 1400;
  EXPECT_EQ(nat.handle(fitting, arrival, now).action, Action::send);
  arrival.largest_fragment = 1408;
  EXPECT_EQ(nat.handle(too_big, arrival, now).action, Action::answer);
}

TEST_F(NatAnswerOne, NobodyAnswersAMulticastSource) {
  add(udp_service("10.0.0.1:53"), {});
  EXPECT_EQ(request({.from = "224.0.0.5:53", .to = "10.0.0.1:53", .protocol = protocol::udp}),
            "drop");
}

TEST_F(NatAnswerOne, PortZeroNeedsPersistence) {
  add(tcp_service("10.0.0.1:0"), {"10.0.1.2:0"});
  EXPECT_EQ(request({}), "answer");
}

TEST_F(NatAnswerOne, NatIcmpSendTellsAServerThatNobodyWaits) {
  add(tcp_service("10.0.0.1:80"), {"10.0.1.2:8080"});
  const Crafted stray{.from = "10.0.1.2:8080", .to = "10.0.0.2:40000", .flags = 0x10};
  EXPECT_EQ(reply(stray), "pass");
  nat.set("nat_icmp_send", 1);
  around.routes["10.0.1.2"].source = *IpAddress::parse("10.0.1.1");
  Bytes packet = craft(stray);
  const Verdict verdict = at(Hook::forward, packet);
  ASSERT_EQ(verdict.action, Action::answer);
  const Bytes answer(verdict.answer.begin(), verdict.answer.end());
  EXPECT_EQ(tuple(answer), "10.0.1.1 > 10.0.1.2");
  EXPECT_TRUE(is_intact(answer));
  Crafted reset = stray;
  reset.flags = 0x04;
  EXPECT_EQ(reply(reset), "pass");
  EXPECT_EQ(reply({.from = "10.0.1.2:9999", .to = "10.0.0.2:40000"}), "pass");
  add(mark_service(7), {"10.0.1.2:9999"});
  Bytes from_marked = craft({.from = "10.0.1.2:9999", .to = "10.0.0.2:40000"});
  EXPECT_EQ(at(Hook::forward, from_marked).action, Action::answer) << "a mark is of every protocol";
}

}  // namespace
}  // namespace hopproof::core
