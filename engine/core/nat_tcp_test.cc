#include "engine/core/nat_fixture.hh"

namespace hopproof::core {
namespace {

constexpr uint8_t fin_ack = 0x11, rst = 0x04, rst_ack = 0x14;

class NatTcp : public NatTest {
 protected:
  NatTcp() { add(tcp_service("10.0.0.1:80"), {"10.0.1.2:8080"}); }

  std::string from_client(uint8_t flags) { return request({.flags = flags}); }
  std::string from_server(uint8_t flags) {
    return reply({.from = "10.0.1.2:8080", .to = "10.0.0.2:40000", .flags = flags});
  }
  void establish() { from_client(syn), from_server(syn_ack), from_client(ack); }
};

TEST_F(NatTcp, RewritesBothWays) {
  EXPECT_EQ(from_client(syn), "10.0.0.2:40000 > 10.0.1.2:8080");
  EXPECT_EQ(from_server(syn_ack), "10.0.0.1:80 > 10.0.0.2:40000");
  EXPECT_EQ(from_client(ack), "10.0.0.2:40000 > 10.0.1.2:8080");
}

TEST_F(NatTcp, RewritesIpv6) {
  add(tcp_service("[fd00::1]:80"), {"[fd01::2]:8080"});
  EXPECT_EQ(request({.from = "[fd00::2]:40000", .to = "[fd00::1]:80"}),
            "[fd00::2]:40000 > [fd01::2]:8080");
  EXPECT_EQ(reply({.from = "[fd01::2]:8080", .to = "[fd00::2]:40000", .flags = syn_ack}),
            "[fd00::1]:80 > [fd00::2]:40000");
}

TEST_F(NatTcp, TakesAHopFromRequestsOnly) {
  Bytes out = craft({.ttl = 64});
  at(Hook::input, out);
  EXPECT_EQ(ttl(out), 63);
  Bytes back =
      craft({.from = "10.0.1.2:8080", .to = "10.0.0.2:40000", .flags = syn_ack, .ttl = 64});
  at(Hook::forward, back);
  EXPECT_EQ(ttl(back), 64);
}

TEST_F(NatTcp, TellsTheAttachmentWhatItTranslated) {
  Bytes packet = craft({});
  Verdict verdict = at(Hook::input, packet);
  EXPECT_EQ(verdict.action, Action::send);
  EXPECT_EQ(verdict.direction, Direction::request);
  EXPECT_TRUE(verdict.new_connection);
  EXPECT_EQ(verdict.service_id, 1u);
  ASSERT_NE(verdict.connection, nullptr);
  EXPECT_EQ(verdict.connection->virtual_endpoint().text(), "10.0.0.1:80");

  for (const bool first : {true, false}) {
    Bytes back = craft({.from = "10.0.1.2:8080", .to = "10.0.0.2:40000", .flags = syn_ack});
    verdict = at(Hook::forward, back);
    EXPECT_EQ(verdict.action, Action::accept);
    EXPECT_EQ(verdict.direction, Direction::reply);
    EXPECT_EQ(verdict.first_reply, first);
  }
}

struct Step {
  char who;  // c or s
  uint8_t flags;
  const char* state;
};

struct Walk {
  const char* says;
  std::vector<Step> steps;
};

class NatTcpWalk : public NatTcp, public testing::WithParamInterface<Walk> {};

TEST_P(NatTcpWalk, GoesThroughTheStatesWithTheirTimeouts) {
  for (const Step& step : GetParam().steps) {
    wait(1);
    step.who == 'c' ? from_client(step.flags) : from_server(step.flags);
    EXPECT_EQ(only_connection(), step.state) << GetParam().says;
  }
}

const Walk walks[] = {
    {"the client closes first",
     {{'c', syn, "SYN_RECV 60"},
      {'s', syn_ack, "SYN_RECV 60"},
      {'c', ack, "ESTABLISHED 900"},
      {'s', ack, "ESTABLISHED 900"},
      {'c', fin_ack, "CLOSE_WAIT 60"},
      {'s', fin_ack, "TIME_WAIT 120"},
      {'c', ack, "TIME_WAIT 120"}}},
    {"the server closes first",
     {{'c', syn, "SYN_RECV 60"},
      {'s', syn_ack, "SYN_RECV 60"},
      {'c', ack, "ESTABLISHED 900"},
      {'s', fin_ack, "FIN_WAIT 120"},
      {'c', fin_ack, "TIME_WAIT 120"}}},
    {"the server refuses", {{'c', syn, "SYN_RECV 60"}, {'s', rst_ack, "CLOSE 10"}}},
    {"the client resets while opening", {{'c', syn, "SYN_RECV 60"}, {'c', rst, "SYN_RECV 60"}}},
    {"the client resets an open one",
     {{'c', syn, "SYN_RECV 60"},
      {'s', syn_ack, "SYN_RECV 60"},
      {'c', ack, "ESTABLISHED 900"},
      {'c', rst, "CLOSE 10"}}},
};

INSTANTIATE_TEST_SUITE_P(Rows, NatTcpWalk, testing::ValuesIn(walks));

TEST_F(NatTcp, EveryPacketStartsTheTimerAnew) {
  establish();
  wait(899);
  EXPECT_EQ(only_connection(), "ESTABLISHED 1");
  from_server(ack);
  EXPECT_EQ(only_connection(), "ESTABLISHED 900");
  wait(901);
  EXPECT_EQ(only_connection(), "0 connections");
  EXPECT_EQ(around.ended, std::vector<std::string>{"10.0.0.2:40000"});
}

TEST_F(NatTcp, AnExpiredConnectionIsTheStacksBusiness) {
  establish();
  wait(901);
  EXPECT_EQ(from_client(ack), "pass") << "the stack resets it from the VIP";
  EXPECT_EQ(from_server(ack), "pass") << "the server's address leaks";
}

TEST_F(NatTcp, SetChangesThreeTimeouts) {
  nat.set_timeouts(20, 0, 0);
  establish();
  EXPECT_EQ(only_connection(), "ESTABLISHED 20");
  EXPECT_EQ(nat.timeouts().tcp_fin, std::chrono::seconds{120});
}

TEST_F(NatTcp, CountsActiveAndInactive) {
  from_client(syn);
  EXPECT_EQ(server().active, 1u);
  from_server(syn_ack), from_client(ack);
  EXPECT_EQ(server().active, 1u);
  from_client(fin_ack);
  EXPECT_EQ(server().active, 0u);
  EXPECT_EQ(server().inactive, 1u);
  wait(61);
  nat.expire(now);
  EXPECT_EQ(server().inactive, 0u);
}

TEST_F(NatTcp, CountsPacketsAndBytes) {
  establish();
  const Counters expected{1, 2, 1, 80, 40};
  EXPECT_EQ(server().counters, expected);
  EXPECT_EQ(nat.services()[0].counters, expected);
  EXPECT_EQ(nat.totals(), expected);
  EXPECT_FALSE(nat.zero(std::nullopt));
  EXPECT_EQ(server().counters, Counters{});
}

struct Opening {
  const char* says;
  uint8_t flags;
  int sloppy;
  const char* becomes;
};

class NatTcpOpening : public NatTcp, public testing::WithParamInterface<Opening> {};

TEST_P(NatTcpOpening, IsScheduledOrNot) {
  nat.set("sloppy_tcp", GetParam().sloppy);
  EXPECT_EQ(from_client(GetParam().flags), GetParam().becomes) << GetParam().says;
}

constexpr const char* scheduled_to = "10.0.0.2:40000 > 10.0.1.2:8080";
const Opening openings[] = {
    {"SYN opens", syn, 0, scheduled_to},        {"SYN-ACK does too", syn_ack, 0, scheduled_to},
    {"ACK does not", ack, 0, "pass"},           {"RST never does", rst, 1, "pass"},
    {"nor does SYN with RST", 0x06, 0, "pass"}, {"sloppy: ACK opens", ack, 1, scheduled_to},
};

INSTANTIATE_TEST_SUITE_P(Rows, NatTcpOpening, testing::ValuesIn(openings));

TEST_F(NatTcp, PassesWhatIsNotItsBusiness) {
  EXPECT_EQ(request({.to = "10.0.0.1:81"}), "pass");
  EXPECT_EQ(request({.to = "10.0.0.9:80"}), "pass");
  EXPECT_EQ(request({.protocol = protocol::udp}), "pass");
  EXPECT_EQ(request({.from = "10.0.0.2:20"}), "pass") << "data of an active FTP server";
  EXPECT_EQ(reply({.from = "10.0.1.2:8080", .to = "10.0.0.2:40000"}), "pass");
}

TEST_F(NatTcp, DropsATruncatedHeader) {
  Bytes packet = craft({});
  packet.resize(36);
  store16(&packet[2], 36);
  EXPECT_EQ(at(Hook::input, packet).action, Action::drop);
}

TEST_F(NatTcp, PassesLaterFragments) {
  Bytes packet = craft({});
  store16(&packet[6], 1);
  EXPECT_EQ(at(Hook::input, packet).action, Action::pass);
}

struct Reuse {
  const char* says;
  int mode;
  std::vector<uint8_t> client_then;  // after establishing
  bool anew;
};

class NatTcpReuse : public NatTcp, public testing::WithParamInterface<Reuse> {};

TEST_P(NatTcpReuse, SchedulesAFinishedPortAnew) {
  nat.add_server(tcp_service("10.0.0.1:80"), *Endpoint::parse("10.0.1.3:8080"), masquerade());
  nat.set("conn_reuse_mode", GetParam().mode);
  EXPECT_EQ(from_client(syn), "10.0.0.2:40000 > 10.0.1.3:8080");
  for (const uint8_t flags : GetParam().client_then) from_client(flags);
  EXPECT_EQ(from_client(syn),
            GetParam().anew ? "10.0.0.2:40000 > 10.0.1.2:8080" : "10.0.0.2:40000 > 10.0.1.3:8080")
      << GetParam().says;
  EXPECT_EQ(nat.connection_count(), 1u);
}

const Reuse reuses[] = {
    {"a repeated SYN belongs to its connection", 1, {}, false},
    {"an open connection is kept", 1, {ack}, false},
    {"CLOSE is finished", 1, {ack, rst}, true},
    {"TIME_WAIT is finished", 1, {fin_ack}, true},
    {"not with conn_reuse_mode 0", 0, {ack, rst}, false},
};

INSTANTIATE_TEST_SUITE_P(Rows, NatTcpReuse, testing::ValuesIn(reuses));

TEST_F(NatTcp, ReuseWithAConfirmedConntrackCostsTheSyn) {
  establish();
  from_client(rst);
  Bytes packet = craft({});
  Arrival arrival;
  arrival.old_conntrack = true;
  EXPECT_EQ(nat.handle(packet, arrival, now).action, Action::drop);
  EXPECT_EQ(nat.connection_count(), 0u);
}

TEST_F(NatTcp, RepliesOfTwoServicesGoToTheNewest) {
  add(tcp_service("10.0.0.9:80"), {"10.0.1.2:8080"});
  request({.to = "10.0.0.1:80"});
  request({.to = "10.0.0.9:80"});
  EXPECT_EQ(from_server(syn_ack), "10.0.0.9:80 > 10.0.0.2:40000");
}

TEST_F(NatTcp, AFullTableDropsWhatWouldBeOneMore) {
  Nat small(around, 1, Limits{1});
  small.add_service(tcp_service("10.0.0.1:80"), scheduled("rr"));
  small.add_server(tcp_service("10.0.0.1:80"), *Endpoint::parse("10.0.1.2:80"), masquerade());
  Bytes one = craft({}), two = craft({.from = "10.0.0.2:40001"});
  EXPECT_EQ(small.handle(one, {}, now).action, Action::send);
  EXPECT_EQ(small.handle(two, {}, now).action, Action::drop);
}

TEST_F(NatTcp, TheServerOfAPortThatComesBackStillCountsTheOldConnection) {
  add(tcp_service("10.0.0.9:80"), {"10.0.1.2:80", "10.0.1.3:80"}, "wlc");
  const Crafted open{.to = "10.0.0.9:80", .flags = syn};
  EXPECT_EQ(request(open), "10.0.0.2:40000 > 10.0.1.3:80");
  reply({.from = "10.0.1.3:80", .to = "10.0.0.2:40000", .flags = rst});
  EXPECT_EQ(request(open), "10.0.0.2:40000 > 10.0.1.2:80");
  EXPECT_EQ(only_connection(), "SYN_RECV 60");
}

}  // namespace
}  // namespace hopproof::core
