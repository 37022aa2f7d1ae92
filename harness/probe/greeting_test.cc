#include "harness/probe/greeting.hh"

#include <gtest/gtest.h>

namespace hopproof::probe {
namespace {

TEST(Greeting, SaysWhoIsThereAndWhoCame) {
  EXPECT_EQ(greeting("rs1", *Endpoint::parse("1.65.15.141:40000")),
            "I am rs1, you are 1.65.15.141 port 40000");
  EXPECT_EQ(greeting("rs1", *Endpoint::parse("[2001:db8::5]:7")),
            "I am rs1, you are 2001:db8::5 port 7");
}

TEST(Greeting, IsReadBack) {
  EXPECT_EQ(greeted_name("I am rs2, you are 10.0.0.1 port 3\n...."), "rs2");
  EXPECT_EQ(greeted_name("* Connected\nI am rs-1, you are 10.0.0.1\n"), "rs-1");
}

TEST(Greeting, IsOnlyFoundWhereALineBeginsWithIt) {
  EXPECT_EQ(greeted_name(""), "");
  EXPECT_EQ(greeted_name("I am rs2"), "");
  EXPECT_EQ(greeted_name("I am rs2\n, you"), "");
  EXPECT_EQ(greeted_name("I am , you"), "");
  EXPECT_EQ(greeted_name("well, I am rs2, you"), "");
  EXPECT_EQ(greeted_name("I am " + std::string(100, 'x') + ", you"), "");
}

}  // namespace
}  // namespace hopproof::probe
