#include "engine/core/schedulers/hashing.hh"

#include "engine/core/schedulers/scheduler_pool.hh"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

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

}  // namespace
}  // namespace hopproof::core
