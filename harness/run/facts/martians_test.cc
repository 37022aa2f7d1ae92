#include "harness/run/facts/martians.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Martians, AreSummedOverTheCpus) {
  EXPECT_EQ(parse_martian_sources("entries  in_hit in_martian_dst in_martian_src  in_x\n"
                                  "00000000 00000001 00000002 0000000a 00000003\n"
                                  "00000000 00000001 00000002 00000010 00000003\n"),
            26u);
}

TEST(Martians, AreNoneWhereTheColumnIsMissing) {
  EXPECT_EQ(parse_martian_sources(""), 0u);
  EXPECT_EQ(parse_martian_sources("entries in_hit\n00000000 00000001\n"), 0u);
  EXPECT_EQ(parse_martian_sources("in_hit in_martian_src\n00000001\n"), 0u);
}

}  // namespace
}  // namespace hopproof
