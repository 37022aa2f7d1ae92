#include "harness/case/route/route.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

Route route(std::string_view line) {
  const auto result = parse_route(line);
  const auto* error = std::get_if<LineError>(&result);
  EXPECT_EQ(error, nullptr) << line << ": " << error->message;
  return error == nullptr ? std::get<Route>(result) : Route{};
}

PolicyRule policy_rule(std::string_view line) {
  const auto result = parse_policy_rule(line);
  const auto* error = std::get_if<LineError>(&result);
  EXPECT_EQ(error, nullptr) << line << ": " << error->message;
  return error == nullptr ? std::get<PolicyRule>(result) : PolicyRule{};
}

TEST(Route, AnAddressIsOneHost) {
  const Route r = route("100.222.111.1 via 1.65.15.141");
  EXPECT_EQ(r.destination.text(), "100.222.111.1/32");
  EXPECT_EQ(r.via->text(), "1.65.15.141");
  EXPECT_EQ(r.table, 254U);
}

TEST(Route, TheFamilyIsThatOfTheAddresses) {
  EXPECT_EQ(route("default via 2001:db8::1").family, Family::v6);
  EXPECT_EQ(route("default via 2001:db8::1").destination.text(), "::/0");
  EXPECT_EQ(route("default via 10.0.0.1").destination.text(), "0.0.0.0/0");
  EXPECT_EQ(route("default dev lan").family, Family::v4);
  EXPECT_EQ(route("2001:db8:2::/64 via 2001:db8::1").family, Family::v6);
  EXPECT_EQ(route("via inet 10.0.0.1 default").via->text(), "10.0.0.1");
}

TEST(Route, EveryWordIsKept) {
  const Route r = route(
      "10.2.0.0/24 via 10.0.0.1 dev lan src 10.0.0.9 metric 200 mtu 1400 table 0x64 onlink scope "
      "link");
  EXPECT_EQ(r.dev, "lan");
  EXPECT_EQ(r.source->text(), "10.0.0.9");
  EXPECT_EQ(r.metric, 200U);
  EXPECT_EQ(r.mtu, 1400U);
  EXPECT_EQ(r.table, 100U);
  EXPECT_TRUE(r.onlink);
  EXPECT_EQ(r.scope, 253);
  EXPECT_EQ(route("default via 10.0.0.1 table local").table, 255U);
  EXPECT_EQ(route("default via 10.0.0.1 mtu lock 900").mtu, 900U);
  EXPECT_EQ(route("2001:db8:5::/64 dev lan metric 1024 pref medium").metric, 1024U);
  EXPECT_EQ(route("10/8 dev lan proto static").destination.text(), "10.0.0.0/8");
  EXPECT_EQ(route("10.0.0.0/255.0.0.0 dev lan").destination.prefix, 8);
}

TEST(Route, SomeTypesNeedNoWay) {
  EXPECT_EQ(route("blackhole 10.0.0.0/8").type, Route::Type::blackhole);
  EXPECT_EQ(route("unreachable default").type, Route::Type::unreachable);
  EXPECT_EQ(route("prohibit 2001:db8::/32").type, Route::Type::prohibit);
  EXPECT_EQ(route("local 10.0.0.9 dev lo").type, Route::Type::local);
}

TEST(Route, TheKernelClearsHostBitsOfIpv6Itself) {
  EXPECT_EQ(route("2001:db8::9/64 dev lan").destination.text(), "2001:db8::/64");
}

TEST(PolicyRule, SelectsAndLooksUp) {
  const PolicyRule r = policy_rule(
      "not from 10.2.0.5 to 10.0.0.0/8 iif lan oif wan fwmark 1/0xff pref 99 lookup 100");
  EXPECT_TRUE(r.inverted);
  EXPECT_EQ(r.from->text(), "10.2.0.5/32");
  EXPECT_EQ(r.to->text(), "10.0.0.0/8");
  EXPECT_EQ(r.iif, "lan");
  EXPECT_EQ(r.oif, "wan");
  EXPECT_EQ(r.mark, 1U);
  EXPECT_EQ(r.mark_mask, 255U);
  EXPECT_EQ(r.priority, 99U);
  EXPECT_EQ(r.table, 100U);
}

TEST(PolicyRule, WithoutATableLooksUpMain) {
  EXPECT_EQ(policy_rule("from 10.2.0.5").table, 254U);
  EXPECT_EQ(policy_rule("from all fwmark 1 table default").table, 253U);
  EXPECT_FALSE(policy_rule("from all lookup 100").from.has_value());
  EXPECT_EQ(policy_rule("from 2001:db8::/32 lookup 100").family, Family::v6);
}

TEST(PolicyRule, MayRefuse) {
  EXPECT_EQ(policy_rule("from 10.2.0.5 blackhole").action, Route::Type::blackhole);
  EXPECT_FALSE(policy_rule("from 10.2.0.5 prohibit").table.has_value());
}

struct BadRoute {
  std::string_view line;
  std::string_view word;  ///< what the caret is under
  std::string_view message;
};

template <class Result>
void expect_error(const BadRoute& row, const Result& result) {
  SCOPED_TRACE(row.line);
  const auto* error = std::get_if<LineError>(&result);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->message, row.message);
  ASSERT_LE(size_t(error->offset + error->length), row.line.size());
  EXPECT_EQ(row.line.substr(size_t(error->offset), size_t(error->length)), row.word);
}

TEST(Route, ErrorsPointAtTheWord) {
  const BadRoute rows[] = {
      {"", "", "the route is empty; write what follows 'ip route add'"},
      {"via 10.0.0.1", "10.0.0.1", "the destination is missing"},
      {"defualt via 10.0.0.1", "defualt", "unknown word 'defualt'; did you mean 'default'?"},
      {"default vai 10.0.0.1", "vai", "unknown word 'vai'; did you mean 'via'?"},
      {"default via", "via", "'via' needs a value"},
      {"default via 10.0.0", "10.0.0", "'10.0.0' is not an address"},
      {"default", "default", "the route needs 'via ADDRESS' or 'dev INTERFACE'"},
      {"10.0.0.1/24 dev lan", "10.0.0.1/24",
       "10.0.0.1/24 has host bits set; the network is 10.0.0.0/24"},
      {"10.0.0.0/33 dev lan", "10.0.0.0/33", "'10.0.0.0/33' is not a network"},
      {"10.0.0.0/8 via 2001:db8::1", "2001:db8::1",
       "2001:db8::1 belongs to another address family than the words before it"},
      {"10.0.0.0/8 11.0.0.0/8 dev lan", "11.0.0.0/8", "the destination is given twice"},
      {"default via 10.0.0.1 table mian", "mian",
       "'mian' is not a table; a table is a number above 0, main, local or default; did you mean "
       "'main'?"},
      {"default via 10.0.0.1 table 0", "0",
       "'0' is not a table; a table is a number above 0, main, local or default"},
      {"default via 10.0.0.1 metric fast", "fast", "'fast' is not a number"},
      {"default via 10.0.0.1 mtu lock", "lock", "'mtu' needs a value"},
      {"default via 10.0.0.1 scope lnik", "lnik", "'lnik' is not a scope; did you mean 'link'?"},
      {"default nexthop via 10.0.0.1", "nexthop", "'nexthop' is not supported here"},
      {"throw 10.0.0.0/8", "throw", "route type 'throw' is not supported here"},
      {"blackhole 10.0.0.0/8 via 10.0.0.1", "10.0.0.0/8",
       "such a route takes neither 'via' nor 'dev'"},
      {"default dev a-name-that-is-too-long", "a-name-that-is-too-long",
       "'a-name-that-is-too-long' is not the name of an interface"},
  };
  for (const BadRoute& row : rows) expect_error(row, parse_route(row.line));
}

TEST(PolicyRule, ErrorsPointAtTheWord) {
  const BadRoute rows[] = {
      {"", "", "the rule is empty; write what follows 'ip rule add'"},
      {"form 10.2.0.5 lookup 100", "form", "unknown word 'form'; did you mean 'from'?"},
      {"from 10.2.0.5 lokup 100", "lokup", "unknown word 'lokup'; did you mean 'lookup'?"},
      {"from ten lookup 100", "ten", "'ten' is not a network"},
      {"from 10.2.0.5 lookup", "lookup", "'lookup' needs a value"},
      {"from 10.2.0.5 to 2001:db8::1", "2001:db8::1",
       "2001:db8::1 belongs to another address family than the words before it"},
      {"fwmark 1/ lookup 100", "1/", "'1/' is not a mark; it is N or N/MASK"},
      {"from 10.2.0.5 goto 100", "goto", "'goto' is not supported here"},
      {"from 10.2.0.5 blackhole lookup 100", "100", "a rule looks up a table or refuses, not both"},
      {"pref first", "first", "'first' is not a number"},
      {"iif a/b", "a/b", "'a/b' is not the name of an interface"},
  };
  for (const BadRoute& row : rows) expect_error(row, parse_policy_rule(row.line));
}

}  // namespace
}  // namespace hopproof
