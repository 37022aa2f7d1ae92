#include "harness/base/process_stat.hh"

#include <gtest/gtest.h>
#include <unistd.h>

namespace hopproof {
namespace {

TEST(ProcessStat, OfThisProcess) {
  const auto stat = ProcessStat::of(::getpid());
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->state, 'R');
  EXPECT_EQ(stat->group, ::getpgrp());
  EXPECT_GT(stat->start, 0u);
}

TEST(ProcessStat, NoneWhereThereIsNoProcess) { EXPECT_FALSE(ProcessStat::of(-1)); }

}  // namespace
}  // namespace hopproof
