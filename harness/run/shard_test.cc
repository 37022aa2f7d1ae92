#include "harness/run/shard.hh"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

std::vector<std::string> many_ids(int count) {
  std::vector<std::string> ids;
  for (int i = 0; i < count; ++i) ids.push_back(fmt::format("pool/case-{}", i));
  return ids;
}

/// How many parts each case is in.
std::vector<int> takers(const std::vector<std::string>& ids,
                        const std::map<std::string, double>& seconds, int of) {
  std::vector<int> taken(ids.size(), 0);
  for (int number = 1; number <= of; ++number) {
    const auto mine = in_shard(ids, seconds, {number, of});
    for (size_t i = 0; i < ids.size(); ++i) taken[i] += mine[i];
  }
  return taken;
}

double load_of(const std::vector<std::string>& ids, const std::map<std::string, double>& seconds,
               Shard shard) {
  const auto mine = in_shard(ids, seconds, shard);
  double sum = 0;
  for (size_t i = 0; i < ids.size(); ++i)
    if (mine[i]) sum += seconds.at(ids[i]);
  return sum;
}

TEST(Shard, IsWrittenAsNumberAndCount) {
  EXPECT_EQ(Shard::parse("2/8")->number, 2);
  EXPECT_EQ(Shard::parse("8/8")->of, 8);
  for (const char* wrong :
       {"", "2", "/8", "2/", "0/8", "9/8", "-1/8", "1/0", "1/4097", "1/2/3", "a/b"})
    EXPECT_FALSE(Shard::parse(wrong)) << wrong;
}

TEST(Shard, EachCaseIsInOnePart) {
  const auto ids = many_ids(200);
  for (const int of : {1, 2, 8, 300})
    EXPECT_EQ(takers(ids, {}, of), std::vector<int>(ids.size(), 1)) << of;
  EXPECT_EQ(takers(ids, {{ids[0], 9.0}, {ids[7], 1.0}}, 8), std::vector<int>(ids.size(), 1));
}

TEST(Shard, APartDoesNotDependOnWhatElseThereIs) {
  const auto all = many_ids(50);
  const auto whole = in_shard(all, {}, {2, 4});
  for (size_t i = 0; i < all.size(); ++i)
    EXPECT_EQ(in_shard({all[i]}, {}, {2, 4})[0], whole[i]) << all[i];
}

TEST(Shard, TimesBalanceTheParts) {
  const auto ids = many_ids(40);
  std::map<std::string, double> seconds;
  for (size_t i = 0; i < ids.size(); ++i) seconds[ids[i]] = i < 4 ? 10.0 : 1.0;
  for (int number = 1; number <= 4; ++number)
    EXPECT_NEAR(load_of(ids, seconds, {number, 4}), 19.0, 1.0) << number;
}

}  // namespace
}  // namespace hopproof::run
