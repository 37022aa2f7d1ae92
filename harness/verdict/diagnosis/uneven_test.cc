#include "harness/verdict/diagnosis/uneven.hh"

#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::verdict {
namespace {

using testing::ElementsAre;

/// One connection by each server, of which those in `bad` get no answer.
class Pool {
 public:
  Pool(int servers, const std::vector<int>& bad) : exchanges_(servers), all_(servers) {
    for (int i = 0; i < servers; ++i) {
      exchanges_[i].outcome.kind = Outcome::Kind::answered;
      all_[i].exchange = &exchanges_[i];
      all_[i].roles.server = fmt::format("rs{}", i + 1);
    }
    for (const int i : bad) exchanges_[i - 1].outcome.kind = Outcome::Kind::timeout;
  }

  std::optional<FindingResult> finding() const {
    std::vector<const Connection*> some;
    for (const Connection& connection : all_) some.push_back(&connection);
    return uneven(some, all_);
  }

 private:
  std::vector<trace::Exchange> exchanges_;
  std::vector<Connection> all_;
};

TEST(UnevenPool, OfManyServersOnlyThoseThatFailAreListed) {
  const auto found = Pool(62, {41}).finding();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text, "1 of 62 servers fails (rs41), so 1 of 62 connections failed");
  EXPECT_THAT(found->evidence, ElementsAre("rs41: 0 of 1 connections answered",
                                           "the other 61 servers: 61 of 61 connections answered"));
}

TEST(UnevenPool, OfFourServersAllAreListed) {
  const auto found = Pool(4, {2}).finding();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->evidence.size(), 4);
}

TEST(UnevenPool, NothingWhereAllFail) { EXPECT_FALSE(Pool(3, {1, 2, 3}).finding()); }

}  // namespace
}  // namespace hopproof::verdict
