#include "harness/model/routes.hh"

#include "harness/model/test_case.hh"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof::model {
namespace {

/// "local", "a via 10.0.0.9 from 10.0.0.1 by n.routes.x", "EINVAL by ...".
std::string text(const RouteDecision& decision) {
  const std::string by = " by " + (decision.item.empty() ? decision.sysctl : decision.item);
  if (decision.error != 0) return ::strerrorname_np(decision.error) + by;
  if (decision.is_local()) return "local" + by;
  const bool broadcast = decision.kind == RouteDecision::Kind::broadcast;
  return fmt::format("{}{}{}{}{}", broadcast ? "broadcast " : "", decision.interface,
                     decision.via ? " via " + decision.via->text() : "",
                     decision.source ? " from " + decision.source->text() : "", by);
}

std::string sent(const std::string& sections, const char* to, const char* from = nullptr,
                 uint32_t mark = 0) {
  RouteQuery query;
  query.destination = ip(to);
  if (from != nullptr) query.source = ip(from);
  query.mark = mark;
  return text(Routes(node_of(sections)).sent(query));
}

std::string received(const std::string& sections, const char* to, const char* from,
                     const std::string& input) {
  RouteQuery query;
  query.destination = ip(to);
  query.source = ip(from);
  query.input = input;
  return text(Routes(node_of(sections)).received(query));
}

const std::string two_links = "    interfaces: {a: [10.0.0.1/24, 10.0.0.2/24], b: 10.1.0.1/24}\n";

TEST(Routes, AConnectedNetworkNeedsNoRoute) {
  EXPECT_EQ(sent(two_links, "10.0.0.9"), "a from 10.0.0.1 by n.interfaces.a.10.0.0.1/24");
  EXPECT_EQ(sent(two_links, "10.2.0.9"), "ENETUNREACH by ");
}

TEST(Routes, OwnAddressesAreLocal) {
  EXPECT_EQ(sent(two_links, "10.0.0.2"), "local by n.interfaces.a.10.0.0.2/24");
  EXPECT_EQ(sent(two_links, "127.0.0.1"), "local by ");
  EXPECT_EQ(sent(two_links, "127.3.2.1"), "local by ");
  EXPECT_EQ(sent(two_links, "::1"), "local by ");
  EXPECT_EQ(sent("    interfaces: {a: 10.0.0.1/32}\n", "10.0.0.1"),
            "local by n.interfaces.a.10.0.0.1/32");
}

TEST(Routes, TheLastAddressOfANetworkIsForEverybody) {
  EXPECT_EQ(sent(two_links, "10.0.0.255"),
            "broadcast a from 10.0.0.1 by n.interfaces.a.10.0.0.1/24");
  EXPECT_EQ(sent("    interfaces: {a: 10.0.0.0/31}\n", "10.0.0.1"),
            "a from 10.0.0.0 by n.interfaces.a.10.0.0.0/31");
}

TEST(Routes, TheLongestPrefixThenTheLowestMetric) {
  const std::string many = two_links +
                           "    routes: {dear: default via 10.1.0.9 metric 200, cheap: default via "
                           "10.0.0.9 metric 100, host: 192.0.2.1 via 10.1.0.9 metric 900}\n";
  EXPECT_EQ(sent(many, "192.0.2.2"), "a via 10.0.0.9 from 10.0.0.1 by n.routes.cheap");
  EXPECT_EQ(sent(many, "192.0.2.1"), "b via 10.1.0.9 from 10.1.0.1 by n.routes.host");
}

TEST(Routes, OfIpv6HaveAMetricOf1024AndConnectedOnes256) {
  const std::string v6 =
      "    interfaces: {a: '2001:db8::1/64', b: '2001:db8:1::1/64'}\n"
      "    routes: {late: '2001:db8::/64 via 2001:db8:1::9', early: 'default via 2001:db8::9 metric "
      "1000', usual: 'default via 2001:db8:1::9'}\n";
  EXPECT_EQ(sent(v6, "2001:db8::7"), "a from 2001:db8::1 by n.interfaces.a.2001:db8::1/64");
  EXPECT_EQ(sent(v6, "fd00::1"), "a via 2001:db8::9 from 2001:db8::1 by n.routes.early");
}

TEST(Routes, RefusingOnesSayHow) {
  const std::string refusing = two_links +
                               "    routes: {gateway: default via 10.0.0.9, hole: blackhole "
                               "10.7.0.0/16, wall: unreachable 10.8.0.0/16, law: prohibit "
                               "10.9.0.0/16}\n";
  EXPECT_EQ(sent(refusing, "10.7.0.1"), "EINVAL by n.routes.hole");
  EXPECT_EQ(sent(refusing, "10.8.0.1"), "EHOSTUNREACH by n.routes.wall");
  EXPECT_EQ(sent(refusing, "10.9.0.1"), "EACCES by n.routes.law");
  EXPECT_EQ(Routes(node_of(refusing)).sent(ip("10.7.0.1")).kind, RouteDecision::Kind::refused);
}

TEST(Routes, LocalOnesMakeANetworkTheNodesOwn) {
  const std::string own = two_links + "    routes: {own: local 10.7.0.0/24 dev lo}\n";
  EXPECT_EQ(sent(own, "10.7.0.3"), "local by n.routes.own");
}

TEST(Routes, OtherTablesNeedARule) {
  const std::string routes =
      "    routes: {back: default via 10.1.0.9 table 100, gateway: default via 10.0.0.9}\n";
  EXPECT_EQ(sent(two_links + routes, "192.0.2.1", "10.1.0.1"),
            "a via 10.0.0.9 from 10.1.0.1 by n.routes.gateway");
  const std::string rules = "    rules: {own: from 10.1.0.1 lookup 100}\n";
  EXPECT_EQ(sent(two_links + routes + rules, "192.0.2.1", "10.1.0.1"),
            "b via 10.1.0.9 from 10.1.0.1 by n.routes.back");
  EXPECT_EQ(sent(two_links + routes + rules, "192.0.2.1"),
            "a via 10.0.0.9 from 10.0.0.1 by n.routes.gateway");
}

TEST(Routes, TableDefaultComesLast) {
  const std::string routes = "    routes: {last: default via 10.1.0.9 table default}\n";
  EXPECT_EQ(sent(two_links + routes, "192.0.2.1"), "b via 10.1.0.9 from 10.1.0.1 by n.routes.last");
}

TEST(Routes, ATableWithoutAnAnswerHandsOn) {
  const std::string more =
      "    rules: {special: lookup 100}\n"
      "    routes: {near: 10.5.0.0/16 via 10.1.0.9 table 100, gateway: default via 10.0.0.9}\n";
  EXPECT_EQ(sent(two_links + more, "10.5.0.1"), "b via 10.1.0.9 from 10.1.0.1 by n.routes.near");
  EXPECT_EQ(sent(two_links + more, "10.6.0.1"), "a via 10.0.0.9 from 10.0.0.1 by n.routes.gateway");
}

/// The kernel keeps local and main in one trie until the first rule comes (fib_unmerge).
TEST(Routes, WithoutRulesALongerPrefixOfMainBeatsLocal) {
  const std::string routes =
      "    routes: {own: local 10.7.0.0/16 dev lo, but: 10.7.1.0/24 via 10.0.0.9}\n";
  EXPECT_EQ(sent(two_links + routes, "10.7.1.1"), "a via 10.0.0.9 from 10.0.0.1 by n.routes.but");
  EXPECT_EQ(sent(two_links + routes + "    rules: {some: from 192.0.2.9 lookup 7}\n", "10.7.1.1"),
            "local by n.routes.own");
}

TEST(Routes, TheSourceIsTheRoutesElseInTheGatewaysNetwork) {
  const std::string own = "    interfaces: {a: [10.0.0.1/24, 10.3.0.1/24], b: 10.1.0.1/24}\n";
  EXPECT_EQ(sent(own + "    routes: {x: default via 10.3.0.9}\n", "192.0.2.1"),
            "a via 10.3.0.9 from 10.3.0.1 by n.routes.x");
  EXPECT_EQ(sent(own + "    routes: {x: default via 10.3.0.9 src 10.1.0.1}\n", "192.0.2.1"),
            "a via 10.3.0.9 from 10.1.0.1 by n.routes.x");
  EXPECT_EQ(sent(own + "    routes: {x: 10.3.5.0/24 dev a}\n", "10.3.5.5"),
            "a from 10.0.0.1 by n.routes.x");
}

TEST(Routes, ASourceMustBeOnesOwn) {
  EXPECT_EQ(sent(two_links, "10.0.0.9", "192.0.2.1"), "ENETUNREACH by ");
}

TEST(Routes, AGatewayByIpv6LeadsIpv4) {
  RouteItem item;
  item.name = "x";
  item.route.destination = *Cidr::parse("192.0.2.0/24");
  item.route.via = ip("2001:db8::9");
  Node node = node_of("    interfaces: {a: 10.0.0.1/24, b: '2001:db8::1/64'}\n");
  node.routes.push_back(item);
  EXPECT_EQ(text(Routes(node).sent(ip("192.0.2.7"))),
            "b via 2001:db8::9 from 10.0.0.1 by n.routes.x");
}

const std::string forwards = "    sysctls: {net.ipv4.ip_forward: 1}\n";

TEST(Routes, WhatComesInLeavesWhereForwardingIsOn) {
  EXPECT_EQ(received(two_links, "10.1.0.9", "10.0.0.9", "a"),
            "EHOSTUNREACH by net.ipv4.ip_forward");
  EXPECT_EQ(received(two_links + forwards, "10.1.0.9", "10.0.0.9", "a"),
            "b by n.interfaces.b.10.1.0.1/24");
  EXPECT_EQ(received(two_links, "10.1.0.1", "10.0.0.9", "a"),
            "local by n.interfaces.b.10.1.0.1/24");
}

TEST(Routes, AStrictReversePathFilterWantsTheSameInterface) {
  const std::string strict =
      two_links + "    sysctls: {net.ipv4.ip_forward: 1, net.ipv4.conf.a.rp_filter: 1}\n";
  EXPECT_EQ(received(strict, "10.1.0.9", "10.0.0.9", "a"), "b by n.interfaces.b.10.1.0.1/24");
  EXPECT_EQ(received(strict, "10.0.0.1", "10.1.0.9", "a"), "EXDEV by net.ipv4.conf.a.rp_filter");
  EXPECT_EQ(received(strict, "10.0.0.1", "192.0.2.9", "a"), "EXDEV by net.ipv4.conf.a.rp_filter");
  EXPECT_EQ(received(strict, "10.0.0.1", "192.0.2.9", "b"), "local by n.interfaces.a.10.0.0.1/24");
}

TEST(Routes, ALooseReversePathFilterWantsSomeWay) {
  const std::string loose =
      two_links + "    sysctls: {net.ipv4.conf.all.rp_filter: 2, net.ipv4.conf.a.rp_filter: 1}\n";
  EXPECT_EQ(received(loose, "10.0.0.1", "10.1.0.9", "a"), "local by n.interfaces.a.10.0.0.1/24");
  EXPECT_EQ(received(loose, "10.0.0.1", "192.0.2.9", "a"), "EXDEV by net.ipv4.conf.all.rp_filter");
}

TEST(Routes, OnesOwnAddressIsNoSourceOfWhatComesIn) {
  EXPECT_EQ(received(two_links, "10.0.0.1", "10.1.0.1", "a"), "EINVAL by ");
}

TEST(Routes, LoopbackAddressesDoNotComeIn) {
  EXPECT_EQ(received(two_links, "127.0.0.1", "10.0.0.9", "a"),
            "EINVAL by net.ipv4.conf.a.route_localnet");
}

TEST(Fib, NamesWhateverMayDecide) {
  const Node node = node_of(
      two_links +
      "    rules: {some: fwmark 1 lookup 100}\n"
      "    routes: {back: default via 10.1.0.9 table 100, gateway: default via 10.0.0.9, far: "
      "10.9.0.0/16 via 10.0.0.9}\n");
  const Fib fib(node, SourceAddresses(node), Sysctls(node));
  EXPECT_EQ(fib.items_about(ip("192.0.2.1")),
            (std::set<std::string>{"n.routes.back", "n.routes.gateway",
                                   "n.interfaces.a.10.0.0.1/24", "n.interfaces.b.10.1.0.1/24"}));
  EXPECT_EQ(fib.items_about(ip("10.1.0.1")), std::set<std::string>{"n.interfaces.b.10.1.0.1/24"});
  EXPECT_TRUE(fib.has({ip("0.0.0.0"), 0}));
  EXPECT_FALSE(fib.has({ip("10.1.0.9"), 32}));
}

}  // namespace
}  // namespace hopproof::model
