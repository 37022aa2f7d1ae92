#include "engine/core/nat_fixture.hh"

#include <set>
#include <string>

namespace hopproof::core {
namespace {

class NatDefense : public NatTest {
 protected:
  NatDefense() { add(tcp_service("10.0.0.1:80"), {"10.0.1.2:8080"}); }

  static std::string client(int number) { return "10.0.0.2:" + std::to_string(1000 + number); }
  void open(int clients) {
    for (int i = 0; i < clients; ++i) request({.from = client(i), .flags = syn});
  }
  void establish(int clients) {
    for (int i = 0; i < clients; ++i) {
      request({.from = client(i), .flags = syn});
      reply({.from = "10.0.1.2:8080", .to = client(i), .flags = syn_ack});
      request({.from = client(i), .flags = ack});
    }
  }
  uint32_t left_after(int64_t seconds) {
    for (int64_t i = 0; i < seconds; ++i) wait(1), nat.expire(now);
    return nat.connection_count();
  }
};

TEST_F(NatDefense, EveryTenthNewConnectionIsDropped) {
  nat.set("drop_packet", 3);
  std::string verdicts;
  for (int i = 0; i < 22; ++i) verdicts += request({.from = client(i)}) == "drop" ? 'x' : '.';
  EXPECT_EQ(verdicts, "x.........x.........x.");
  EXPECT_EQ(request({.from = client(1), .flags = ack}), client(1) + " > 10.0.1.2:8080")
      << "what has an entry passes";
}

TEST_F(NatDefense, TheRateIsASetting) {
  nat.set("am_droprate", 3), nat.set("drop_packet", 3);
  std::string verdicts;
  for (int i = 0; i < 8; ++i) verdicts += request({.from = client(i)}) == "drop" ? 'x' : '.';
  EXPECT_EQ(verdicts, "x..x..x.");
  nat.set("drop_packet", 1);
  EXPECT_NE(request({.from = client(9)}), "drop") << "memory is not short";
}

TEST_F(NatDefense, HalfOpenEntriesGoInSomeSeconds) {
  open(2000);
  EXPECT_EQ(left_after(10), 2000u);
  nat.set("drop_entry", 3);
  EXPECT_NEAR(left_after(10), 2000 * 0.728, 120) << "a 32nd each second";
  EXPECT_EQ(around.ended.size(), 2000 - nat.connection_count());
}

TEST_F(NatDefense, EstablishedOnesGoOnlyWhenIdleAfterFewPackets) {
  establish(500);
  nat.set("drop_entry", 3);
  EXPECT_EQ(left_after(58), 500u) << "not within a minute";
  for (int i = 0; i < 10; ++i)
    for (int client_number = 0; client_number < 250; ++client_number)
      request({.from = client(client_number), .flags = ack});
  EXPECT_LT(left_after(58), 400u);
  const uint32_t busy_ones = left_after(400);
  EXPECT_GE(busy_ones, 250u) << "those of more than eight packets stay";
  EXPECT_LT(busy_ones, 300u);
}

TEST_F(NatDefense, EverySecondOfALongPauseHasItsLook) {
  establish(100);
  for (int i = 0; i < 10; ++i) request({.from = client(7), .flags = ack});
  wait(400);
  nat.expire(now);
  nat.set("drop_entry", 3);
  EXPECT_GT(left_after(1), 80u) << "seconds before it came into force have none";
  wait(449);
  EXPECT_EQ(only_connection(), "ESTABLISHED 50") << "the one of more than eight packets";
}

TEST_F(NatDefense, AsksToBeCalledEverySecond) {
  open(1);
  wait(4);  // so that the wheel has found out that three seconds became sixty
  nat.expire(now);
  EXPECT_GT(*nat.next_expiry(), now + Time{50'000});
  nat.set("drop_entry", 3);
  nat.expire(now);
  EXPECT_LE(*nat.next_expiry(), now + Time{1'000});
}

class NatOpening : public NatTest {
 protected:
  NatOpening() { add(tcp_service("10.0.0.1:80"), {"10.0.1.2:8080"}); }

  std::string error_of_client() {
    Bytes error = icmp_error("10.0.0.2", "10.0.0.1", 3, 4,
                             craft({.from = "10.0.0.1:80", .to = "10.0.0.2:40000"}));
    const Verdict verdict = at(Hook::input, error);
    const std::string outside = described(verdict, error);
    return verdict.action == Action::send ? outside + " about " + tuple(quote_of(error)) : outside;
  }
};

TEST_F(NatOpening, AnErrorOpensAConnectionWhenAsked) {
  EXPECT_EQ(error_of_client(), "pass");
  nat.set("schedule_icmp", 1);
  EXPECT_EQ(error_of_client(), "10.0.0.2 > 10.0.1.2 about 10.0.1.2:8080 > 10.0.0.2:40000");
  EXPECT_EQ(only_connection(), "NONE 3");
  EXPECT_EQ(request({.from = "10.0.0.2:40000", .flags = ack}), "10.0.0.2:40000 > 10.0.1.2:8080");
}

TEST_F(NatOpening, AnErrorIsNotAnsweredWithAnError) {
  nat.set("schedule_icmp", 1);
  nat.edit_server(tcp_service("10.0.0.1:80"), *Endpoint::parse("10.0.1.2:8080"), masquerade(0));
  EXPECT_EQ(error_of_client(), "drop");
  EXPECT_EQ(nat.connection_count(), 0u);
}

TEST_F(NatOpening, AnErrorLeavesNothingBehindWhereEachPacketIsAConnection) {
  nat.set("schedule_icmp", 1);
  ServiceOptions options = scheduled("rr");
  options.one_packet = true;
  const ServiceKey service = udp_service("10.0.0.1:53");
  nat.add_service(service, options);
  nat.add_server(service, *Endpoint::parse("10.0.1.2:53"), masquerade());
  Bytes error =
      icmp_error("10.0.0.2", "10.0.0.1", 3, 3,
                 craft({.from = "10.0.0.1:53", .to = "10.0.0.2:40000", .protocol = protocol::udp}));
  EXPECT_EQ(at(Hook::input, error).action, Action::send);
  for (const ServiceView& view : nat.services())
    for (const ServerView& server : view.servers) EXPECT_EQ(server.inactive, 0u);
}

TEST_F(NatOpening, SchedulersByDestinationTakeAQuotedReplyAsItStands) {
  nat.set("schedule_icmp", 1);
  add(tcp_service("10.0.0.9:80"), {"10.0.1.2:80", "10.0.1.3:80"}, "dh");
  std::set<std::string> servers;
  for (const char* client : {"10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"}) {
    const std::string end = std::string(client) + ":40000";
    Bytes error = icmp_error(client, "10.0.0.9", 3, 4, craft({.from = "10.0.0.9:80", .to = end}));
    at(Hook::input, error);
    servers.insert(tuple(error).substr(tuple(error).find('>')));
  }
  EXPECT_EQ(servers.size(), 2u) << "by the client's address, not by that of the service";
}

TEST_F(NatOpening, WhatAMarkBroughtHereGoesPastWithoutAServer) {
  add(mark_service(7), {});
  const Crafted elsewhere{.from = "10.0.0.2:40000", .to = "198.51.100.7:80", .flags = syn};
  EXPECT_EQ(request(elsewhere, 7), "answer");
  nat.set("cache_bypass", 1);
  EXPECT_EQ(request(elsewhere, 7), "10.0.0.2:40000 > 198.51.100.7:80");
  EXPECT_EQ(only_connection(), "SYN_RECV 60");
  EXPECT_EQ(nat.connections(now)[0].destination.text(), "0.0.0.0:0") << "as the kernel lists it";
  EXPECT_EQ(reply({.from = "198.51.100.7:80", .to = "10.0.0.2:40000"}), "pass");
  EXPECT_EQ(nat.totals().connections, 0u);
  around.routes["198.51.100.8"] = Route{.local = true};
  EXPECT_EQ(request({.from = "10.0.0.2:40000", .to = "198.51.100.8:80", .flags = syn}, 7),
            "answer");
}

TEST_F(NatOpening, AnIpv6AddressOfTheDirectorIsTakenForOneToGoPastTo) {
  add(mark_service(7, Family::v6), {});
  nat.set("cache_bypass", 1);
  around.routes["fd00::1"] = Route{.local = true};
  EXPECT_EQ(request({.from = "[fd00::9]:40000", .to = "[fd00::1]:80", .flags = syn}, 7), "drop");
  EXPECT_EQ(only_connection(), "SYN_RECV 60");
}

TEST_F(NatOpening, WhatGoesPastPacketByPacketLeavesNoEntry) {
  ServiceOptions options;
  options.scheduler = "rr";
  options.one_packet = true;
  EXPECT_FALSE(nat.add_service(mark_service(7), options));
  nat.set("cache_bypass", 1);
  const Crafted elsewhere{
      .from = "10.0.0.2:40000", .to = "198.51.100.7:53", .protocol = protocol::udp};
  EXPECT_EQ(request(elsewhere, 7), "10.0.0.2:40000 > 198.51.100.7:53");
  EXPECT_EQ(nat.connection_count(), 0u);
}

TEST_F(NatOpening, AReusedPortFindsAnotherServerThoughItsOwnIsDeleted) {
  request({.flags = syn});
  reply({.from = "10.0.1.2:8080", .to = "10.0.0.2:40000", .flags = 0x14});
  EXPECT_EQ(only_connection(), "CLOSE 10");
  nat.add_server(tcp_service("10.0.0.1:80"), *Endpoint::parse("10.0.1.3:8080"), masquerade());
  nat.delete_server(tcp_service("10.0.0.1:80"), *Endpoint::parse("10.0.1.2:8080"));
  EXPECT_EQ(request({.flags = ack}), "drop");
  EXPECT_EQ(request({.flags = syn}), "10.0.0.2:40000 > 10.0.1.3:8080");
}

}  // namespace
}  // namespace hopproof::core
