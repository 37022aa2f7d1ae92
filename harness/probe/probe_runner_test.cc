#include "harness/probe/probe_runner.hh"

#include "harness/probe/lab_fixture.hh"

#include <cerrno>

namespace hopproof::probe {
namespace {

using Kind = Outcome::Kind;
using Protocol = Serve::Protocol;

class ProbeRunnerTest : public LabFixture {
 protected:
  trace::Exchange run_one(const Probe& probe) {
    const auto exchanges = run(probe);
    EXPECT_EQ(exchanges.size(), 1u);
    return exchanges.empty() ? trace::Exchange{} : exchanges.front();
  }
};

TEST_F(ProbeRunnerTest, EveryProtocolIsAnsweredInBothFamilies) {
  serve({{Protocol::http, 80}, {Protocol::tcp, 81}, {Protocol::udp, 53}});
  const std::pair<std::string, int> kinds[] = {{"http", 80}, {"tcp", 81}, {"udp", 53}};
  for (const auto& [kind, port] : kinds) {
    for (const std::string host : {"10.0.0.2", "[2001:db8::2]"}) {
      const trace::Exchange exchange = run_one(probe(kind, host + ":" + std::to_string(port)));
      EXPECT_EQ(exchange.outcome.text(), "answered");
      EXPECT_EQ(exchange.served, "rs1");
      const Endpoint& own = exchange.flow.local;
      const std::string greeting = "I am rs1, you are " + own.address.text() + " port ";
      EXPECT_EQ(exchange.answer, greeting + std::to_string(own.port) + "\n");
    }
  }
}

TEST_F(ProbeRunnerTest, PingIsAnsweredInBothFamilies) {
  for (const char* target : {"10.0.0.2", "2001:db8::2"}) {
    const trace::Exchange exchange = run_one(probe("ping", target));
    EXPECT_EQ(exchange.outcome.text(), "answered");
    EXPECT_NE(exchange.flow.echo_id, 0);
    EXPECT_EQ(exchange.flow.local.port, 0);
    EXPECT_FALSE(exchange.flow.local.address.is_unspecified());
  }
}

// A connected socket takes answers from that address alone.
TEST_F(ProbeRunnerTest, UdpIsAnsweredFromTheAddressThatWasAsked) {
  serve({{Protocol::udp, 53}});
  for (const char* target :
       {"10.0.0.2:53", "10.0.0.3:53", "[2001:db8::2]:53", "[2001:db8::3]:53"}) {
    EXPECT_EQ(run_one(probe("udp", target)).outcome.text(), "answered") << target;
  }
}

TEST_F(ProbeRunnerTest, AnEndedStepLeavesOnlyTimeWait) {
  serve({{Protocol::http, 80}});
  run_one(probe("http", "10.0.0.2:80"));
  EXPECT_EQ(activity_->unfinished().connections, 0);
  EXPECT_TRUE(activity_->unsettled("client").empty());
  capture_->settle();
  loop_.run_until([] { return false; }, EventLoop::Clock::now() + std::chrono::milliseconds(100));
  for (const trace::Frame& late : capture_->settle()) {
    const bool ipv4 = late.bytes.size() > 23 && late.bytes[12] == 8 && late.bytes[13] == 0;
    EXPECT_FALSE(ipv4) << "a packet of protocol " << int(late.bytes[23]);
  }
}

TEST_F(ProbeRunnerTest, RefusedByTcpAndByUdp) {
  EXPECT_EQ(run_one(probe("tcp", "10.0.0.2:9")).outcome.text(), "refused");
  EXPECT_EQ(run_one(probe("udp", "10.0.0.2:9")).outcome.text(), "refused");
  EXPECT_EQ(run_one(probe("tcp", "[2001:db8::2]:9")).outcome.text(), "refused");
  EXPECT_EQ(run_one(probe("udp", "[2001:db8::2]:9")).outcome.text(), "refused");
}

TEST_F(ProbeRunnerTest, RefusedByAnIcmpErrorWithoutWaitingForTheResend) {
  in_node("rs1", "iptables -A INPUT -p tcp --dport 80 -j REJECT");
  run_one(probe("ping", "10.0.0.2"));  // now connect() alone brings the error
  EXPECT_EQ(run_one(probe("http", "10.0.0.2:80")).outcome.text(), "refused");
}

TEST_F(ProbeRunnerTest, TimeoutOnceNothingMoves) {
  in_node("rs1",
          "iptables -A INPUT -p tcp -j DROP; iptables -A INPUT -p udp -j DROP; "
          "iptables -A INPUT -p icmp -j DROP");
  for (const std::string kind : {"http", "tcp", "udp"}) {
    EXPECT_EQ(run_one(probe(kind, "10.0.0.2:80")).outcome.text(), "timeout");
  }
  EXPECT_EQ(run_one(probe("ping", "10.0.0.2")).outcome.text(), "timeout");
  EXPECT_TRUE(activity_->unsettled("client").empty());
}

TEST_F(ProbeRunnerTest, PatienceLetsAResendPass) {
  in_node("rs1",
          "iptables -A INPUT -p tcp --dport 80 -m limit --limit 1/h --limit-burst 1 -j DROP");
  serve({{Protocol::http, 80}});
  Probe patient = probe("http", "10.0.0.2:80");
  patient.patience = 1;
  EXPECT_EQ(run_one(patient).outcome.text(), "answered");
}

TEST_F(ProbeRunnerTest, PatienceSendsADatagramAgain) {
  in_node("rs1",
          "iptables -A INPUT -p udp --dport 53 -m limit --limit 1/h --limit-burst 1 -j DROP");
  serve({{Protocol::udp, 53}});
  Probe patient = probe("udp", "10.0.0.2:53");
  patient.patience = 1;
  EXPECT_EQ(run_one(patient).outcome.text(), "answered");
}

TEST_F(ProbeRunnerTest, UnansweredArpIsEhostunreach) {
  for (const std::string kind : {"http", "ping"}) {
    const trace::Exchange exchange =
        run_one(probe(kind, kind == "ping" ? "10.0.0.77" : "10.0.0.77:80"));
    EXPECT_EQ(exchange.outcome, (Outcome{Kind::unreachable, EHOSTUNREACH}));
  }
}

TEST_F(ProbeRunnerTest, UnansweredArpIsSilenceToUdp) {
  const trace::Exchange exchange = run_one(probe("udp", "10.0.0.77:53"));
  EXPECT_EQ(exchange.outcome, (Outcome{Kind::timeout}));
}

TEST_F(ProbeRunnerTest, NoRouteIsEnetunreach) {
  for (const std::string kind : {"http", "udp"}) {
    const trace::Exchange exchange = run_one(probe(kind, "192.0.2.1:80"));
    EXPECT_EQ(exchange.outcome, (Outcome{Kind::unreachable, ENETUNREACH}));
  }
  EXPECT_EQ(run_one(probe("ping", "192.0.2.1")).outcome, (Outcome{Kind::unreachable, ENETUNREACH}));
}

TEST_F(ProbeRunnerTest, AHeldConnectionAsksAgain) {
  serve({{Protocol::http, 80}, {Protocol::tcp, 81}, {Protocol::udp, 53}});
  const std::pair<std::string, std::string> kinds[] = {
      {"http", "10.0.0.2:80"}, {"tcp", "10.0.0.2:81"}, {"udp", "10.0.0.2:53"}};
  for (const auto& [kind, target] : kinds) {
    Probe first = probe(kind, target);
    first.hold = "session";
    const trace::Exchange opened = run_one(first);
    EXPECT_EQ(opened.hold, "session");
    Probe second;
    second.kind = OnProbe{"session"};
    second.times = 2;
    for (const trace::Exchange& exchange : run(second)) {
      EXPECT_EQ(exchange.outcome.text(), "answered");
      EXPECT_EQ(exchange.flow, opened.flow);
      EXPECT_EQ(exchange.answer, opened.answer);
    }
  }
}

TEST_F(ProbeRunnerTest, AHeldConnectionStallsOrIsReset) {
  serve({{Protocol::tcp, 81}});
  Probe first = probe("tcp", "10.0.0.2:81");
  first.hold = "session";
  run_one(first);
  Probe second;
  second.kind = OnProbe{"session"};
  in_node("rs1", "iptables -A INPUT -p tcp -j DROP");
  EXPECT_EQ(run_one(second).outcome.text(), "stalled");
  in_node("rs1", "iptables -I INPUT -p tcp -j REJECT --reject-with tcp-reset");
  second.patience = 9;
  EXPECT_EQ(run_one(second).outcome.text(), "reset");
}

TEST_F(ProbeRunnerTest, DownloadsArriveWhole) {
  serve({{Protocol::http, 80}, {Protocol::tcp, 81}, {Protocol::udp, 53}});
  Probe large = probe("http", "10.0.0.2:80");
  large.download = 200000;
  large.payload = 30000;
  EXPECT_EQ(run_one(large).outcome.text(), "answered");
  large.kind = probe("tcp", "10.0.0.2:81").kind;
  EXPECT_EQ(run_one(large).outcome.text(), "answered");
  large.kind = probe("udp", "10.0.0.2:53").kind;
  EXPECT_EQ(run_one(large).answer.size(), answer_kept);
}

TEST_F(ProbeRunnerTest, ManyConnectionsKeepTheirOrder) {
  serve({{Protocol::http, 80}});
  Probe many = probe("http", "10.0.0.2:80");
  many.times = 9;
  many.parallel = 4;
  const auto exchanges = run(many);
  ASSERT_EQ(exchanges.size(), 9u);
  for (const trace::Exchange& exchange : exchanges) EXPECT_EQ(exchange.served, "rs1");
}

TEST_F(ProbeRunnerTest, TheSameSourcePortTwice) {
  serve({{Protocol::tcp, 80}});
  Probe bound = probe("tcp", "10.0.0.2:80");
  bound.source_port = 2348;
  for (int i = 0; i < 3; ++i) {
    const trace::Exchange exchange = run_one(bound);
    EXPECT_EQ(exchange.outcome.text(), "answered");
    EXPECT_EQ(exchange.flow.local.text(), "10.0.0.1:2348");
  }
  bound.source = IpAddress::parse("10.0.0.99");
  EXPECT_EQ(run_one(bound).outcome, (Outcome{Kind::unreachable, EADDRNOTAVAIL}));
}

TEST_F(ProbeRunnerTest, AnAnswerThatIsNoHttpHasFailed) {
  serve({{Protocol::tcp, 80}});
  const trace::Exchange exchange = run_one(probe("http", "10.0.0.2:80"));
  EXPECT_EQ(exchange.outcome.text(), "failed");
  EXPECT_EQ(exchange.served, "rs1");
}

PacketPattern tcp_packet(PacketKind kind, uint16_t source_port, uint16_t port) {
  PacketPattern packet;
  packet.kind = kind;
  const auto end = [](const char* address, uint16_t number) {
    AddressPattern pattern;
    pattern.kind = AddressPattern::Kind::literal;
    pattern.literal = *IpAddress::parse(address);
    pattern.port = {PortPattern::Kind::number, number, ""};
    return pattern;
  };
  packet.source = end("10.0.0.1", source_port);
  packet.destination = end("10.0.0.2", port);
  return packet;
}

TEST_F(ProbeRunnerTest, ACraftedPacketIsAnsweredResetOrNot) {
  serve({{Protocol::tcp, 80}});
  Probe sends = probe("send");
  sends.kind = SendProbe{tcp_packet(PacketKind::ack, 4321, 80)};
  const trace::Exchange reset = run_one(sends);
  EXPECT_EQ(reset.outcome.text(), "reset");
  EXPECT_EQ(reset.flow.local.text(), "10.0.0.1:4321");
  sends.kind = SendProbe{tcp_packet(PacketKind::syn, 4322, 80)};
  EXPECT_EQ(run_one(sends).outcome.text(), "answered");
  sends.kind = SendProbe{tcp_packet(PacketKind::rst, 4323, 80)};
  EXPECT_EQ(run_one(sends).outcome.text(), "timeout");
}

TEST_F(ProbeRunnerTest, AProgramIsAnsweredFailsOrIsEnded) {
  serve({{Protocol::tcp, 80}});
  Probe program = probe("run");
  program.kind = RunProbe{"echo I am nobody, really; pwd"};
  const trace::Exchange good = run_one(program);
  EXPECT_EQ(good.outcome.text(), "answered");
  EXPECT_EQ(good.served, "nobody");
  program.kind = RunProbe{"exit 7"};
  const trace::Exchange bad = run_one(program);
  EXPECT_EQ(bad.outcome.text(), "failed");
  EXPECT_EQ(bad.exit_code, 7);
}

TEST_F(ProbeRunnerTest, CurlThatWaitsForAResendIsEnded) {
  if (run_command(loop_, place("client"), "command -v curl", background_).status.code != 0) {
    GTEST_SKIP() << "curl is not installed";
  }
  serve({{Protocol::http, 80}});
  Probe curl = probe("run");
  curl.kind = RunProbe{"curl -m 15 --retry 1 -sSL 10.0.0.2:80"};
  EXPECT_EQ(run_one(curl).served, "rs1");
  in_node("rs1", "iptables -A INPUT -p tcp -m limit --limit 1/h --limit-burst 1 -j DROP");
  curl.patience = 1;
  EXPECT_EQ(run_one(curl).served, "rs1");
  in_node("rs1", "iptables -F INPUT; iptables -A INPUT -p tcp -j DROP");
  curl.patience = 0;
  const trace::Exchange ended = run_one(curl);
  EXPECT_EQ(ended.outcome.text(), "timeout");
  EXPECT_EQ(ended.flow.remote.text(), "10.0.0.2:80");
}

}  // namespace
}  // namespace hopproof::probe
