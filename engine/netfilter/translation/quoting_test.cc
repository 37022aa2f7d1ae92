#include "engine/netfilter/translation/quoting.hh"

#include "harness/case/text/words.hh"

#include <gtest/gtest.h>

namespace hopproof::netfilter {
namespace {

TEST(Quoting, RoundTripsThroughSplitWords) {
  const std::vector<std::string> words = {
      "-j", "LOG", "--log-prefix", "[k8s vip] ", "", "it's \"$x\" \\", "plain"};
  const auto split = split_words(join_words(words));
  const auto* tokens = std::get_if<std::vector<Token>>(&split);
  ASSERT_NE(tokens, nullptr);
  std::vector<std::string> again;
  for (const Token& token : *tokens) again.push_back(token.text);
  EXPECT_EQ(again, words);
}

TEST(Quoting, LeavesPlainWordsAlone) {
  EXPECT_EQ(join_words({"-A", "INPUT", "!", "-s", "10.0.0.0/8"}), "-A INPUT ! -s 10.0.0.0/8");
}

}  // namespace
}  // namespace hopproof::netfilter
