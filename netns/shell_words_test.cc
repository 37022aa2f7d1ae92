#include "netns/shell_words.hh"

#include "netns/child.hh"

#include <gtest/gtest.h>

namespace hopproof::netns {
namespace {

TEST(ShellWords, PlainWordsStayAsTheyAre) {
  EXPECT_EQ(shell_line("-t nat -A POSTROUTING ! -s 10.0.0.0/8 -j MASQUERADE"),
            "-t nat -A POSTROUTING ! -s 10.0.0.0/8 -j MASQUERADE");
  EXPECT_EQ(shell_line("--log-prefix '[k8svip ipvs]'"), "--log-prefix '[k8svip ipvs]'");
}

TEST(ShellWords, NothingInALineIsACommand) {
  EXPECT_EQ(shell_line("a; reboot"), "'a;' reboot");
  EXPECT_EQ(shell_line("$(reboot) `reboot` > x"), "'$(reboot)' '`reboot`' '>' x");
  EXPECT_EQ(shell_line("an 'open quote"), "'an '\\''open quote'");
}

TEST(ShellWords, AShellReadsTheSameWord) {
  for (const std::string word : {"", "a b", "it's", "\"", "\\", "$HOME", "a\nb", "*"}) {
    ChildSpec spec;
    spec.words = {"sh", "-c", "printf %s " + shell_word(word)};
    EXPECT_EQ(run(spec).output, word);
  }
}

}  // namespace
}  // namespace hopproof::netns
