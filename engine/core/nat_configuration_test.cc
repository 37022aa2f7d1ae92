#include "engine/core/nat_fixture.hh"

namespace hopproof::core {
namespace {

using Reason = Refusal::Reason;

class NatConfiguration : public NatTest {
 protected:
  const ServiceKey web = tcp_service("10.0.0.1:80");
  const Endpoint a = *Endpoint::parse("10.0.1.2:80"), b = *Endpoint::parse("10.0.1.3:80");

  static std::string text(const Refused& refused) { return refused ? refused->text : "done"; }
};

TEST_F(NatConfiguration, RefusesAsIpvsadmDoes) {
  EXPECT_EQ(text(nat.edit_service(web, scheduled("rr"))), "No such service");
  EXPECT_EQ(text(nat.delete_service(web)), "No such service");
  EXPECT_EQ(text(nat.add_server(web, a, masquerade())), "Service not defined");
  EXPECT_EQ(text(nat.add_service(web, scheduled("rr"))), "done");
  EXPECT_EQ(text(nat.add_service(web, scheduled("rr"))), "Service already exists");
  EXPECT_EQ(text(nat.add_server(web, a, masquerade())), "done");
  EXPECT_EQ(text(nat.add_server(web, a, masquerade())), "Destination already exists");
  EXPECT_EQ(text(nat.edit_server(web, b, masquerade())), "No such destination");
  EXPECT_EQ(text(nat.delete_server(web, b)), "No such destination");
  EXPECT_EQ(text(nat.zero(udp_service("10.0.0.1:80"))), "No such service");
}

TEST_F(NatConfiguration, RefusesWhatTheKernelFindsInvalid) {
  nat.add_service(web, scheduled("rr"));
  ServerOptions thresholds = masquerade();
  thresholds.lower_threshold = 5, thresholds.upper_threshold = 4;
  EXPECT_EQ(nat.add_server(web, a, masquerade(-1))->reason, Reason::out_of_range);
  EXPECT_EQ(nat.add_server(web, a, thresholds)->reason, Reason::out_of_range);
  EXPECT_EQ(nat.add_server(web, *Endpoint::parse("[fd00::1]:80"), masquerade())->reason,
            Reason::invalid);
  EXPECT_EQ(nat.add_server(web, *Endpoint::parse("224.0.0.1:80"), masquerade())->reason,
            Reason::invalid);
}

TEST_F(NatConfiguration, NamesWhatIsNotSupported) {
  EXPECT_EQ(nat.add_service(web, scheduled("nonsense"))->reason, Reason::no_such_scheduler);
  ServiceOptions sip = scheduled("rr");
  sip.persistence_engine = "sip";
  EXPECT_EQ(text(nat.add_service(web, sip)), "unsupported: persistence engine 'sip'");
  nat.add_service(web, scheduled("rr"));
  EXPECT_EQ(text(nat.add_server(web, a, ServerOptions{})), "unsupported: direct routing (-g)");
}

TEST_F(NatConfiguration, AppliesParsedLines) {
  IpvsadmCommand line;
  line.verb = IpvsadmCommand::Verb::add_service;
  line.service = web;
  line.service_options = scheduled("wrr");
  EXPECT_EQ(text(nat.apply(line)), "done");
  line.verb = IpvsadmCommand::Verb::add_server;
  line.server = a;
  line.server_options = masquerade(7);
  EXPECT_EQ(text(nat.apply(line)), "done");
  EXPECT_EQ(server().options.weight, 7);
  line.verb = IpvsadmCommand::Verb::list;
  EXPECT_TRUE(nat.apply(line)->is_unsupported());
}

TEST_F(NatConfiguration, ListsTheLastAddedServerFirst) {
  add(web, {"10.0.1.2:80", "10.0.1.3:80"});
  EXPECT_EQ(server(0).address, b);
  EXPECT_EQ(server(1).address, a);
}

TEST_F(NatConfiguration, GivesServicesTheLowestFreeNumber) {
  add(web, {}), add(tcp_service("10.0.0.1:81"), {}), add(mark_service(3), {});
  nat.delete_service(tcp_service("10.0.0.1:81"));
  add(udp_service("10.0.0.1:53"), {});
  std::vector<uint32_t> ids;
  for (const ServiceView& service : nat.services()) ids.push_back(service.id);
  EXPECT_EQ(ids, (std::vector<uint32_t>{1, 2, 3}));
}

class NatDeletion : public NatConfiguration {
 protected:
  NatDeletion() {
    add(web, {"10.0.1.2:80", "10.0.1.3:80"});
    EXPECT_EQ(request({}), to_b);
  }
  std::string again() { return request({.flags = 0x10}); }

  const std::string to_b = "10.0.0.2:40000 > 10.0.1.3:80";
};

TEST_F(NatDeletion, ADeletedServersRequestsVanish) {
  EXPECT_FALSE(nat.delete_server(web, b));
  EXPECT_EQ(again(), "drop");
  EXPECT_EQ(reply({.from = "10.0.1.3:80", .to = "10.0.0.2:40000", .flags = 0x10}),
            "10.0.0.1:80 > 10.0.0.2:40000")
      << "its replies still go through";
  EXPECT_EQ(request({.from = "10.0.0.2:40001"}), "10.0.0.2:40001 > 10.0.1.2:80");
}

TEST_F(NatDeletion, ExpireNodestConnEndsThemAtOnce) {
  nat.set("expire_nodest_conn", 1);
  EXPECT_FALSE(nat.delete_server(web, b));
  EXPECT_EQ(nat.connection_count(), 0u);
  EXPECT_EQ(again(), "pass") << "the stack resets it";
  EXPECT_EQ(request({}), "10.0.0.2:40000 > 10.0.1.2:80");
}

TEST_F(NatDeletion, ExpireNodestConnSetLaterWorksByPacket) {
  EXPECT_FALSE(nat.delete_server(web, b));
  nat.set("expire_nodest_conn", 1);
  EXPECT_EQ(request({}), "10.0.0.2:40000 > 10.0.1.2:80");
}

TEST_F(NatDeletion, AServerAddedAgainComesBackWithAllItHad) {
  nat.delete_server(web, b);
  EXPECT_FALSE(nat.add_server(web, b, masquerade()));
  EXPECT_EQ(again(), to_b);
  EXPECT_EQ(server().counters.connections, 1u);
  EXPECT_EQ(server().counters.in_packets, 2u);
}

TEST_F(NatDeletion, TheTrashIsEmptiedTwoMinutesAfterTheLastConnection) {
  nat.delete_server(web, b);
  for (int i = 0; i < 10; ++i) wait(60), nat.expire(now);
  EXPECT_FALSE(nat.add_server(web, b, masquerade()));
  EXPECT_EQ(server().counters, Counters{});
}

TEST_F(NatDeletion, TheTrashIsEmptiedHoweverLateTheClockIsRead) {
  nat.delete_server(web, b);
  wait(600);
  nat.expire(now);
  EXPECT_FALSE(nat.add_server(web, b, masquerade()));
  EXPECT_EQ(server().counters, Counters{});
}

TEST_F(NatDeletion, ADeletedServiceTakesItsHooksAlong) {
  EXPECT_FALSE(nat.delete_service(web));
  EXPECT_EQ(again(), "pass") << "no service of the family: IPVS sees nothing";
  add(tcp_service("10.0.0.1:81"), {});
  EXPECT_EQ(again(), "drop") << "another service: the old entry is found, its server is gone";
}

TEST_F(NatDeletion, AServiceAddedAgainFindsItsConnections) {
  nat.delete_service(web);
  add(web, {"10.0.1.3:80"});
  EXPECT_EQ(again(), to_b);
  EXPECT_EQ(server().counters.connections, 0u) << "counters begin anew with the service";
  EXPECT_EQ(server().active, 1u);
}

TEST_F(NatDeletion, AServiceAddedAgainBeginsToCountAnew) {
  nat.delete_service(web);
  add(web, {"10.0.1.3:80"});
  again();
  EXPECT_EQ(server().counters, (Counters{0, 1, 0, 40, 0}));
}

TEST_F(NatDeletion, WeightZeroKeepsWhatIsOpen) {
  nat.edit_server(web, b, masquerade(0));
  EXPECT_EQ(again(), to_b);
  EXPECT_EQ(request({.from = "10.0.0.2:40001"}), "10.0.0.2:40001 > 10.0.1.2:80");
}

TEST_F(NatDeletion, ClearForgetsServicesNotConnections) {
  nat.clear();
  EXPECT_TRUE(nat.services().empty());
  EXPECT_EQ(nat.connection_count(), 1u);
  wait(61);
  nat.expire(now);
  EXPECT_EQ(nat.connection_count(), 0u);
}

TEST_F(NatConfiguration, ThresholdsOverloadAServer) {
  nat.add_service(web, scheduled("rr"));
  ServerOptions limited = masquerade();
  limited.upper_threshold = 4;
  nat.add_server(web, a, limited);
  const char* ports[] = {"10.0.0.2:1001", "10.0.0.2:1002", "10.0.0.2:1003", "10.0.0.2:1004"};
  for (const char* from : ports) EXPECT_NE(request({.from = from}), "answer");
  EXPECT_EQ(request({.from = "10.0.0.2:1005"}), "answer");
  limited.upper_threshold = 5;
  nat.edit_server(web, a, limited);
  EXPECT_EQ(request({.from = "10.0.0.2:1005"}), "answer") << "more than three quarters of it";
  limited.upper_threshold = 6;
  nat.edit_server(web, a, limited);
  EXPECT_NE(request({.from = "10.0.0.2:1005"}), "answer");
}

TEST_F(NatConfiguration, AThresholdThatIsReachedAlreadyHoldsAtOnce) {
  add(web, {"10.0.1.2:80"});
  EXPECT_NE(request({}), "answer");
  ServerOptions limited = masquerade();
  limited.upper_threshold = 1;
  EXPECT_FALSE(nat.edit_server(web, a, limited));
  EXPECT_EQ(request({.from = "10.0.0.2:1001"}), "answer");
}

TEST_F(NatConfiguration, ANewSchedulerKnowsTheServersThatAreThere) {
  add(web, {"10.0.1.2:80", "10.0.1.3:80"});
  for (const char* scheduler : {"wrr", "sh", "dh", "lc"}) {
    EXPECT_FALSE(nat.edit_service(web, scheduled(scheduler)));
    const std::string from = "10.0.0.2:" + std::to_string(scheduler[0] * 100 + scheduler[1]);
    EXPECT_NE(request({.from = from}), "answer") << scheduler;
  }
}

}  // namespace
}  // namespace hopproof::core
