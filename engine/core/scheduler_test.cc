#include "engine/core/scheduler.hh"

#include "engine/core/hashing.hh"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

/// A service's list as it comes about: each added server goes to the front.
struct Pool {
  explicit Pool(std::string_view scheduler_name, std::vector<std::string> flags = {})
      : scheduler(make_scheduler(scheduler_name, {flags, 1, Time{0}})) {
    scheduler->start(servers);
  }
  void add(char name, int weight = 1) {
    const Endpoint endpoint{IpAddress::v4(static_cast<uint32_t>(name)), 80};
    servers.insert(servers.begin(), std::make_unique<Server>(ServiceKey{}, endpoint));
    servers[0]->options.weight = servers[0]->last_weight = weight;
    servers[0]->available = true;
    scheduler->server_added(servers);
  }
  void remove(char name) {
    const auto found = std::ranges::find_if(servers, [&](auto& s) { return letter(*s) == name; });
    const auto index = static_cast<size_t>(found - servers.begin());
    trash.push_back(std::move(*found));
    trash.back()->available = false;
    servers.erase(found);
    scheduler->server_removed(servers, index);
  }
  void weigh(char name, int weight) {
    of(name).options.weight = weight;
    if (weight != 0) of(name).last_weight = weight;
    scheduler->weights_changed(servers);
  }
  Server& of(char name) {
    return **std::ranges::find_if(servers, [&](auto& s) { return letter(*s) == name; });
  }
  static char letter(const Server& s) {
    return static_cast<char>(s.endpoint.address.v4_host_order());
  }
  /// The next `count` picks; "-" where there is none.
  std::string picks(int count, std::string_view client = "10.0.0.2", uint16_t port = 1) {
    const auto source = PackedAddress::from(*IpAddress::parse(client));
    std::string names;
    for (int i = 0; i < count; ++i) {
      const Server* s = scheduler->pick(servers, {Family::v4, source, source, port, now});
      names += s != nullptr ? letter(*s) : '-';
    }
    return names;
  }
  /// The pick for that destination after so many seconds.
  std::string picks_after(int64_t seconds, std::string_view destination = "10.0.0.2") {
    now += std::chrono::seconds(seconds);
    return picks(1, destination);
  }

  Servers trash, servers;
  std::unique_ptr<Scheduler> scheduler;  // refers to servers: goes first
  Time now{0};
};

struct Row {
  const char* says;
  const char* scheduler;
  std::vector<std::pair<char, int>> added;  // in this order, with these weights
  const char* picks;
};

/// The picks for 24 clients side by side.
std::string clients(Pool& pool) {
  std::string names;
  for (uint32_t i = 0; i < 24; ++i) names += pool.picks(1, IpAddress::v4(0x0a000002 + i).text());
  return names;
}

class Sequences : public testing::TestWithParam<Row> {};

TEST_P(Sequences, AreTheKernels) {
  Pool pool(GetParam().scheduler);
  for (const auto& [name, weight] : GetParam().added) pool.add(name, weight);
  const std::string expected = GetParam().picks;
  EXPECT_EQ(pool.picks(static_cast<int>(expected.size())), expected) << GetParam().says;
}

const Row rows[] = {
    {"rr: the last added first", "rr", {{'A', 1}, {'B', 1}}, "BABA"},
    {"rr: three", "rr", {{'A', 1}, {'B', 1}, {'C', 1}}, "CBACBA"},
    {"rr: weights count for nothing but 0", "rr", {{'A', 1}, {'B', 0}, {'C', 9}}, "CACA"},
    {"rr: no server", "rr", {}, "--"},
    {"rr: only weight 0", "rr", {{'A', 0}}, "--"},
    {"wrr: A3 B1", "wrr", {{'A', 3}, {'B', 1}}, "BAAABAAAB"},
    {"wrr: A1 B3", "wrr", {{'A', 1}, {'B', 3}}, "BABBBABBBABB"},
    {"wrr: A4 B2", "wrr", {{'A', 4}, {'B', 2}}, "BAABAA"},
    {"wrr: A2 B1 C1", "wrr", {{'A', 2}, {'B', 1}, {'C', 1}}, "CBAACBAA"},
    {"wrr: only weight 0", "wrr", {{'A', 0}, {'B', 0}}, "--"},
    {"wrr: no server", "wrr", {}, "-"},
    {"lc: the first of equals", "lc", {{'A', 1}, {'B', 9}}, "BB"},
    {"wlc: the first of equals", "wlc", {{'A', 9}, {'B', 1}}, "BB"},
    {"wlc: weight 0 is none", "wlc", {{'A', 1}, {'B', 0}}, "AA"},
    {"sed: 1/weight", "sed", {{'A', 9}, {'B', 1}}, "AA"},
    {"nq: the first idle one", "nq", {{'A', 9}, {'B', 1}}, "BB"},
    {"fo: the highest weight", "fo", {{'A', 9}, {'B', 1}}, "AA"},
    {"fo: the first of the highest", "fo", {{'A', 9}, {'B', 9}}, "BB"},
    {"ovf: the highest weight", "ovf", {{'A', 9}, {'B', 1}}, "AA"},
    {"sh: no server", "sh", {}, "-"},
    {"dh: no server", "dh", {}, "-"},
};

INSTANTIATE_TEST_SUITE_P(Rows, Sequences, testing::ValuesIn(rows));

TEST(RoundRobin, KeepsItsPlaceWhenServersComeAndGo) {
  Pool pool("rr");
  for (const char name : {'A', 'B', 'C'}) pool.add(name);
  EXPECT_EQ(pool.picks(2), "CB");
  pool.add('D');  // in front of C: its turn comes after A
  EXPECT_EQ(pool.picks(2), "AD");
  EXPECT_EQ(pool.picks(2), "CB");
  pool.remove('B');  // the place falls back to C, so A is next
  EXPECT_EQ(pool.picks(3), "ADC");
}

TEST(RoundRobin, SkipsTheOverloaded) {
  Pool pool("rr");
  pool.add('A'), pool.add('B');
  pool.of('B').overloaded = true;
  EXPECT_EQ(pool.picks(3), "AAA");
}

TEST(WeightedRoundRobin, StartsAtTheFrontAfterAChange) {
  Pool pool("wrr");
  pool.add('A', 2), pool.add('B', 2);
  EXPECT_EQ(pool.picks(1), "B");
  pool.weigh('A', 4);
  EXPECT_EQ(pool.picks(6), "BAABAA") << "the threshold is kept, the place is not";
  pool.weigh('A', 0), pool.weigh('B', 0);
  EXPECT_EQ(pool.picks(1), "-");
}

TEST(WeightedRoundRobin, GivesUpWhenAllAreOverloaded) {
  Pool pool("wrr");
  pool.add('A', 3), pool.add('B', 1);
  pool.of('A').overloaded = pool.of('B').overloaded = true;
  EXPECT_EQ(pool.picks(2), "--");
  pool.of('A').overloaded = pool.of('B').overloaded = false;
  EXPECT_EQ(pool.picks(4), "AABA");
}

TEST(WeightedRoundRobin, GoesAWholeRoundForTheLightest) {
  Pool pool("wrr");
  pool.add('A', 3), pool.add('B', 1);
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('A').overloaded = true;
  EXPECT_EQ(pool.picks(2), "BB");
}

TEST(LeastConnection, CountsAsNewerKernelsDo) {
  Pool pool("lc");
  pool.add('A'), pool.add('B');
  pool.of('B').active = 1, pool.of('A').inactive = 256;
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').active_load = 257;
  EXPECT_EQ(pool.picks(1), "A");
}

TEST(LeastConnection, CountsAnActiveOneAs256Inactive) {
  Pool pool("lc");
  pool.add('A'), pool.add('B');
  pool.of('B').active = 1, pool.of('A').inactive = 255;
  EXPECT_EQ(pool.picks(1), "A");
  pool.of('A').inactive = 257;
  EXPECT_EQ(pool.picks(1), "B");
}

TEST(WeightedLeastConnection, DividesByTheWeight) {
  Pool pool("wlc");
  pool.add('A', 3), pool.add('B', 1);
  pool.of('A').active = 2, pool.of('B').active = 1;
  EXPECT_EQ(pool.picks(1), "A");
  pool.of('A').active = 3;
  EXPECT_EQ(pool.picks(1), "B") << "equal: the first";
}

TEST(NeverQueue, FallsBackToTheShortestDelay) {
  Pool pool("nq");
  pool.add('A', 9), pool.add('B', 1);
  pool.of('A').active = pool.of('B').active = 1;
  EXPECT_EQ(pool.picks(1), "A");
}

TEST(WeightedOverflow, GoesOnWhenActiveExceedsTheWeight) {
  Pool pool("ovf");
  pool.add('A', 2), pool.add('B', 1);
  pool.of('A').active = 2;
  EXPECT_EQ(pool.picks(1), "A");
  pool.of('A').active = 3;
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').active = 2;
  EXPECT_EQ(pool.picks(1), "-");
}

TEST(SourceHashing, TakesTheKernelsBucket) {
  const auto bucket = [](std::string_view address) {
    const IpAddress ip = *IpAddress::parse(address);
    return bucket_of(PackedAddress::from(ip), ip.family(), 0);
  };
  EXPECT_EQ(bucket("10.0.0.2"), 137);
  EXPECT_EQ(bucket("10.0.0.3"), 235);
  EXPECT_EQ(bucket("::10.0.0.2"), 137) << "IPv6: the four words xor-ed";
}

TEST(SourceHashing, SharesBucketsByWeight) {
  Pool pool("sh");
  pool.add('A', 1), pool.add('B', 3);  // buckets BBBA BBBA ...; 137 is the second, 235 the fourth
  EXPECT_EQ(pool.picks(2, "10.0.0.2"), "BB");
  EXPECT_EQ(pool.picks(2, "10.0.0.3"), "AA");
  pool.weigh('A', 0);
  EXPECT_EQ(pool.picks(1, "10.0.0.3"), "-") << "its bucket's server is not usable";
}

TEST(SourceHashing, FallsBackWhenAsked) {
  Pool pool("sh", {"sh-fallback"});
  pool.add('A', 1), pool.add('B', 1);
  pool.weigh('A', 0);
  EXPECT_EQ(pool.picks(1, "10.0.0.2"), "B");
  EXPECT_EQ(pool.picks(1, "10.0.0.3"), "B");
  pool.weigh('B', 0);
  EXPECT_EQ(pool.picks(1, "10.0.0.3"), "-");
}

TEST(SourceHashing, FallsBackFromTwiceItsBucket) {
  Pool pool("sh", {"flag-1"});
  for (const char name : {'A', 'B', 'C', 'D'}) pool.add(name);  // buckets DCBA DCBA ...
  EXPECT_EQ(pool.picks(1, "10.0.0.3"), "A") << "235";
  pool.weigh('A', 0);
  EXPECT_EQ(pool.picks(1, "10.0.0.3"), "B") << "470 modulo 256";
}

TEST(SourceHashing, LooksAtThePortWhenAsked) {
  Pool plain("sh"), with_port("sh", {"sh-port"});
  for (Pool* pool : {&plain, &with_port}) pool->add('A'), pool->add('B');
  std::string by_plain, by_port;
  for (uint16_t port = 1; port < 20; ++port) {
    by_plain += plain.picks(1, "10.0.0.2", port);
    by_port += with_port.picks(1, "10.0.0.2", port);
  }
  EXPECT_EQ(by_plain, std::string(by_plain.size(), by_plain[0]));
  EXPECT_NE(by_port.find('A'), std::string::npos);
  EXPECT_NE(by_port.find('B'), std::string::npos);
}

TEST(MaglevHashing, FillsTheTableAsTheKernelDoes) {
  Pool pool("mh");
  for (const char name : {'A', 'B', 'C'}) pool.add(name);
  EXPECT_EQ(clients(pool), "CACCBCAACBCABAABACCACCAC");
  pool.weigh('A', 4);
  EXPECT_EQ(clients(pool), "CAACACAACBCAAAAAACCAAAAC");
}

TEST(MaglevHashing, ADrainedServerKeepsItsPlaces) {
  Pool pool("mh");
  for (const char name : {'A', 'B', 'C'}) pool.add(name);
  const std::string before = clients(pool);
  pool.weigh('B', 0);
  std::string expected = before;
  std::ranges::replace(expected, 'B', '-');
  EXPECT_EQ(clients(pool), expected);
  pool.weigh('A', 0), pool.weigh('C', 0);
  EXPECT_EQ(clients(pool), std::string(before.size(), '-'));
}

TEST(MaglevHashing, FallsBackWhenAsked) {
  Pool pool("mh", {"mh-fallback"});
  for (const char name : {'A', 'B', 'C'}) pool.add(name);
  pool.weigh('B', 0);
  EXPECT_EQ(clients(pool), "CACCACAACCCAAAAAACCACCAC");
  pool.weigh('A', 0), pool.weigh('C', 0);
  EXPECT_EQ(pool.picks(1), "-");
}

TEST(MaglevHashing, LooksAtThePortWhenAsked) {
  Pool plain("mh"), with_port("mh", {"flag-2"});
  std::string by_plain, by_port;
  for (Pool* pool : {&plain, &with_port}) pool->add('A'), pool->add('B');
  for (uint16_t port = 1; port < 20; ++port) {
    by_plain += plain.picks(1, "10.0.0.2", port);
    by_port += with_port.picks(1, "10.0.0.2", port);
  }
  EXPECT_EQ(by_plain, std::string(by_plain.size(), by_plain[0]));
  EXPECT_EQ(by_port, "ABBBBAAABBABAABABBA");
}

TEST(MaglevHashing, HasNoTableWithoutServers) {
  Pool pool("mh");
  EXPECT_EQ(pool.picks(1), "-");
  pool.add('A', 0);
  EXPECT_EQ(pool.picks(1), "-");
  pool.weigh('A', 5000);
  EXPECT_EQ(pool.picks(1), "A");
  pool.remove('A');
  EXPECT_EQ(pool.picks(1), "-");
}

TEST(LocalityBased, AnAddressKeepsItsServer) {
  Pool pool("lblc");
  pool.add('A'), pool.add('B');
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').inactive = 5;
  EXPECT_EQ(pool.picks(1), "B") << "though A has less to do";
  EXPECT_EQ(pool.picks(1, "10.0.0.9"), "A") << "another address";
  pool.of('B').active = 2;
  EXPECT_EQ(pool.picks(1), "A") << "more active than weight, and A is idle";
  pool.of('A').active = 1, pool.of('B').active = 0;
  EXPECT_EQ(pool.picks(1), "A") << "not more than its weight";
}

TEST(LocalityBased, StaysWhereNobodyIsHalfIdle) {
  Pool pool("lblc");
  pool.add('A', 2), pool.add('B', 2);
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').active = 3, pool.of('A').active = 1;
  EXPECT_EQ(pool.picks(1), "B") << "twice 1 is not less than 2";
  pool.of('A').active = 0;
  EXPECT_EQ(pool.picks(1), "A");
}

TEST(LocalityBased, LeavesTheDrainedAndTheDeletedButNotTheOverloaded) {
  Pool pool("lblc");
  pool.add('A'), pool.add('B'), pool.add('C');
  EXPECT_EQ(pool.picks(1), "C");
  pool.of('C').overloaded = true;
  EXPECT_EQ(pool.picks(1), "C");
  pool.weigh('C', 0);
  EXPECT_EQ(pool.picks(1), "B");
  EXPECT_EQ(pool.of('C').remembered, 0u);
  EXPECT_EQ(pool.of('B').remembered, 1u);
  pool.remove('B');
  EXPECT_EQ(pool.picks(1), "A");
  EXPECT_EQ(pool.trash[0]->remembered, 0u);
  pool.weigh('A', 0);
  EXPECT_EQ(pool.picks(1), "-");
}

TEST(LocalityBased, ForgetsADayLaterAtTheHalfHour) {
  Pool pool("lblc");
  pool.add('A'), pool.add('B');
  EXPECT_EQ(pool.picks_after(600), "B");
  pool.of('B').inactive = 5;
  EXPECT_EQ(pool.picks_after(86400 + 1100), "B") << "the look at 24:00 came too early for it";
  EXPECT_EQ(pool.picks_after(86400 + 1800), "A");
}

TEST(LocalityBased, ForgetsEarlierWhenThereIsTooMuch) {
  Pool pool("lblc");
  pool.add('A');
  for (uint32_t i = 0; i < 17'000; ++i) pool.picks(1, IpAddress::v4(0x0a000000 + i).text());
  EXPECT_EQ(pool.of('A').remembered, 17'000u);
  pool.picks_after(301);
  EXPECT_EQ(pool.of('A').remembered, 17'000u);
  pool.picks_after(120);
  EXPECT_EQ(pool.of('A').remembered, 1u) << "six minutes unused";
}

TEST(LocalityBasedReplicated, GathersServersForAnAddress) {
  Pool pool("lblcr");
  pool.add('A'), pool.add('B');
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').active = 2;
  EXPECT_EQ(pool.picks(1), "A") << "B is crowded, A joins the set";
  pool.of('A').active = 1;
  EXPECT_EQ(pool.picks(1), "A") << "the less loaded of the two";
  pool.of('A').active = 3;
  EXPECT_EQ(pool.picks(1), "B") << "both are crowded, but nobody is idle";
  pool.remove('B');
  EXPECT_EQ(pool.picks(1), "A") << "a deleted member is passed by";
  EXPECT_EQ(pool.trash[0]->remembered, 1u);
}

TEST(LocalityBasedReplicated, DropsTheMostLoadedAfterADay) {
  Pool pool("lblcr");
  pool.add('A'), pool.add('B');
  EXPECT_EQ(pool.picks(1), "B");
  pool.of('B').active = 2;
  EXPECT_EQ(pool.picks(1), "A");
  for (int hour = 0; hour < 24; ++hour) pool.picks_after(3600);
  EXPECT_EQ(pool.of('B').remembered, 1u);
  pool.picks_after(1);
  EXPECT_EQ(pool.of('B').remembered, 0u);
  EXPECT_EQ(pool.of('A').remembered, 1u);
}

TEST(TwoChoices, PrefersTheLessLoadedByWeight) {
  Pool pool("twos");
  EXPECT_EQ(pool.picks(1), "-");
  pool.add('A', 3), pool.add('B', 1), pool.add('C', 0), pool.add('D', 5);
  pool.of('D').overloaded = true;
  const std::string picks = pool.picks(4000);
  // Idle servers: the first draw counts. B comes first in the list, and has the ticket 0 as well.
  EXPECT_NEAR(static_cast<double>(std::ranges::count(picks, 'B')), 1600, 150);
  EXPECT_EQ(std::ranges::count(picks, 'A') + std::ranges::count(picks, 'B'), 4000);
  pool.of('B').active = 1;
  EXPECT_NEAR(static_cast<double>(std::ranges::count(pool.picks(4000), 'B')), 640, 100)
      << "only when drawn twice";
}

TEST(Schedulers, AreTheKernels) {
  EXPECT_TRUE(is_known_scheduler("rr"));
  EXPECT_FALSE(is_known_scheduler("round-robin"));
  EXPECT_EQ(make_scheduler("round-robin"), nullptr);
  Pool none("none");
  none.add('A');
  EXPECT_EQ(none.picks(1), "-");
}

}  // namespace
}  // namespace hopproof::core
