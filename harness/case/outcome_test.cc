#include "harness/case/outcome.hh"

#include <cerrno>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Outcome, EveryWordIsReadAndWrittenBack) {
  for (const std::string& word : outcome_words()) {
    const auto outcome = Outcome::parse(word);
    ASSERT_TRUE(outcome.has_value()) << word;
    EXPECT_EQ(outcome->text(), word);
  }
}

TEST(Outcome, UnreachableMayNameItsErrno) {
  const auto outcome = Outcome::parse("unreachable EHOSTUNREACH");
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->kind, Outcome::Kind::unreachable);
  EXPECT_EQ(outcome->error_number, EHOSTUNREACH);
  EXPECT_EQ(outcome->text(), "unreachable EHOSTUNREACH");
  EXPECT_EQ(Outcome::parse("unreachable EPROTO")->error_number, EPROTO);
  EXPECT_EQ(Outcome::parse("unreachable")->error_number, 0);
}

TEST(Outcome, AnErrnoWithoutANameIsWrittenAsANumber) {
  EXPECT_EQ((Outcome{Outcome::Kind::unreachable, 4095}.text()), "unreachable errno 4095");
}

TEST(Outcome, OtherTextsAreNone) {
  for (const char* text : {"", " ", "Answered", "answered ", "timeout EHOSTUNREACH",
                           "unreachable EFOO", "unreachable  EPERM", "refused EPERM", "answer"}) {
    EXPECT_FALSE(Outcome::parse(text).has_value()) << text;
  }
}

TEST(Outcome, ExpectationsAdmitWhatTheyAskFor) {
  const Outcome host{Outcome::Kind::unreachable, EHOSTUNREACH};
  const Outcome net{Outcome::Kind::unreachable, ENETUNREACH};
  EXPECT_TRUE(Outcome{Outcome::Kind::any}.admits(host));
  EXPECT_TRUE(Outcome{Outcome::Kind::unreachable}.admits(host));
  EXPECT_TRUE(host.admits(host));
  EXPECT_FALSE(host.admits(net));
  EXPECT_FALSE(host.admits(Outcome{Outcome::Kind::unreachable}));
  EXPECT_FALSE(Outcome{Outcome::Kind::refused}.admits(Outcome{Outcome::Kind::reset}));
}

}  // namespace
}  // namespace hopproof
