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
      : scheduler(make_scheduler(scheduler_name, flags)) {
    scheduler->start(servers);
  }
  void add(char name, int weight = 1) {
    const Endpoint endpoint{IpAddress::v4(static_cast<uint32_t>(name)), 80};
    servers.insert(servers.begin(), std::make_unique<Server>(ServiceKey{}, endpoint));
    servers[0]->options.weight = weight;
    scheduler->server_added(servers);
  }
  void remove(char name) {
    const auto found = std::ranges::find_if(servers, [&](auto& s) { return letter(*s) == name; });
    const auto index = static_cast<size_t>(found - servers.begin());
    const auto keep = std::move(*found);  // the trash keeps it while the scheduler forgets it
    servers.erase(found);
    scheduler->server_removed(servers, index);
  }
  void weigh(char name, int weight) {
    of(name).options.weight = weight;
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
      const Server* s = scheduler->pick(servers, {Family::v4, source, source, port});
      names += s != nullptr ? letter(*s) : '-';
    }
    return names;
  }

  std::unique_ptr<Scheduler> scheduler;
  Servers servers;
};

struct Row {
  const char* says;
  const char* scheduler;
  std::vector<std::pair<char, int>> added;  // in this order, with these weights
  const char* picks;
};

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

TEST(Schedulers, TellUnsupportedFromUnknown) {
  EXPECT_EQ(is_known_scheduler("rr"), SchedulerKnown::yes);
  EXPECT_EQ(is_known_scheduler("mh"), SchedulerKnown::unsupported);
  EXPECT_EQ(is_known_scheduler("round-robin"), SchedulerKnown::no);
  EXPECT_EQ(make_scheduler("mh", {}), nullptr);
}

}  // namespace
}  // namespace hopproof::core
