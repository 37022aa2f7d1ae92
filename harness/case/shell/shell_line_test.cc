#include "harness/case/shell/shell_line.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names(const std::vector<ShellProgram>& programs, bool certain) {
  std::vector<std::string> names;
  for (const ShellProgram& program : programs)
    if (program.certain || !certain) names.push_back(program.name);
  return names;
}
std::vector<std::string> all(std::string_view text) {
  return names(programs_in_shell(text), false);
}
std::vector<std::string> certain(std::string_view text) {
  return names(programs_in_shell(text), true);
}

TEST(ShellPrograms, AreTheCommandWordsOfPipelinesAndLists) {
  EXPECT_THAT(certain("curl -m 15 10.0.0.1 | grep -q rs1; ip route show"),
              ElementsAre("curl", "grep", "ip"));
  EXPECT_THAT(certain("LC_ALL=C nginx -p . -c nginx.conf"), ElementsAre("nginx"));
  EXPECT_THAT(certain("(cd x && make) & { socat - TCP:1.2.3.4:5; }"), ElementsAre("socat"));
}

TEST(ShellPrograms, AreNoRedirectionsAndTheirTargets) {
  EXPECT_THAT(all("true 2>&1"), IsEmpty());
  EXPECT_THAT(all("echo x >&2"), IsEmpty());
  EXPECT_THAT(all("exec 3<>/dev/tcp/1.2.3.4/80"), IsEmpty());
  EXPECT_THAT(all("2>/dev/null >out grep x <in"), ElementsAre("grep"));
  EXPECT_THAT(all("cat <<EOF >x\nnosuch | other\nEOF\ngrep y"), ElementsAre("cat", "grep"));
  EXPECT_THAT(all("cat <<-'E F'; tac\n\tnosuch\n\tE F\n"), ElementsAre("cat", "tac"));
}

TEST(ShellPrograms, AreNoBuiltinsPathsFunctionsOrExpandedWords) {
  EXPECT_THAT(all("echo 'a; b | c'; cd /tmp; ./own; X=1; $PROGRAM now; \"$X\" y; ~/z; e*o"),
              IsEmpty());
  EXPECT_THAT(all("f() { cat x; }; f"), ElementsAre("cat"));
  EXPECT_THAT(all("# nosuch\necho a # nosuch"), IsEmpty());
  EXPECT_THAT(all("true; ! false; [ -e x ]; test -e y"), IsEmpty());
}

TEST(ShellPrograms, AreNoWordsOfAQuotedScriptOverTwoLines) {
  EXPECT_THAT(all("nft 'table ip k {\nchain c { }\n}'"), ElementsAre("nft"));
  EXPECT_THAT(all("awk \"BEGIN {\n x \\\" y }\""), ElementsAre("awk"));
}

TEST(ShellPrograms, OfWhichTheShellOnlyAsksAreNone) {
  EXPECT_THAT(all("command -v nosuch"), IsEmpty());
  EXPECT_THAT(all("type nosuch >/dev/null; hash nosuch"), IsEmpty());
  EXPECT_THAT(certain("command -p ip link"), ElementsAre("ip"));
  EXPECT_THAT(certain("exec nginx"), ElementsAre("nginx"));
}

TEST(ShellPrograms, AreUncertainWhereTheLineLooksAtTheirFailure) {
  for (const char* line : {"nosuch || true",
                           "! nosuch",
                           "if nosuch; then true; fi",
                           "until nosuch; do true; done",
                           "test -e x && nosuch",
                           "if test -e x; then nosuch; fi",
                           "for i in 1 2; do nosuch; done",
                           "case $x in a) nosuch ;; (b|c) true ;; esac",
                           "exit 0; nosuch",
                           "exec true; nosuch",
                           "PATH=$PWD:$PATH; nosuch",
                           "PATH=$PWD nosuch",
                           "eval nosuch",
                           "echo $(nosuch)",
                           "echo `nosuch`",
                           "nosuch && a || b",
                           "set -e; nosuch",
                           "env nosuch",
                           "setsid nosuch &",
                           "timeout 5 nosuch x",
                           "sh -c 'nosuch a; b'",
                           "nosuch; )",
                           "nosuch 'open"}) {
    EXPECT_THAT(all(line), testing::Contains("nosuch")) << line;
    EXPECT_THAT(certain(line), testing::Not(testing::Contains("nosuch"))) << line;
  }
}

TEST(ShellPrograms, OfArithmeticAreNone) {
  EXPECT_THAT(all("echo $((1 << 2))\ncat"), ElementsAre("cat"));
  EXPECT_THAT(all("echo ${x:-$(cat y)} ${z#*a}"), ElementsAre("cat"));
}

/// The complete commands that a block of text is cut into.
std::vector<std::string> commands(std::string_view text) {
  std::vector<std::string> commands;
  while (!text.empty()) {
    const size_t length = read_shell_command(text).length;
    commands.emplace_back(text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return commands;
}

TEST(ShellCommandText, EndsWithItsLineUnlessSomethingIsOpen) {
  EXPECT_THAT(commands("a b\nc | d # e\nf"), ElementsAre("a b", "c | d # e", "f"));
  EXPECT_THAT(commands("nft 'x {\n}'\nb"), ElementsAre("nft 'x {\n}'", "b"));
  EXPECT_THAT(commands("if a\nthen\nb\nfi\nc"), ElementsAre("if a\nthen\nb\nfi", "c"));
  EXPECT_THAT(commands("a &&\nb |\nc\nd"), ElementsAre("a &&\nb |\nc", "d"));
  EXPECT_THAT(commands("a \\\n b\nc"), ElementsAre("a \\\n b", "c"));
  EXPECT_THAT(commands("cat <<X\na\nX\nb"), ElementsAre("cat <<X\na\nX", "b"));
  EXPECT_THAT(commands("f()\n{\na\n}\nf"), ElementsAre("f()\n{\na\n}", "f"));
  EXPECT_THAT(commands("echo )\nb"), ElementsAre("echo )", "b"));
}

TEST(ShellCommandText, KnowsThatItIsNotComplete) {
  for (const char* open : {"a 'b", "a \"b", "a `b", "a $(b", "a ${b", "a |", "a &&", "if b; then c",
                           "{ a", "(a", "cat <<E\nx", "while a", "case x in", "a \\", "f()"})
    EXPECT_FALSE(read_shell_command(open).complete) << open;
  for (const char* whole : {"", "a", "a 'b'", "(a)", "{ a; }", "echo )", "a &", "}"})
    EXPECT_TRUE(read_shell_command(whole).complete) << whole;
}

TEST(ShellCommandText, OfAnyDepthIsRead) {
  std::string deep;
  for (const char* opener : {"(", "{ ", "$(", "`", "${x", "if ", "f()", "a()b()", "! ", "elif "}) {
    deep.clear();
    for (int i = 0; i < 20'000; ++i) deep += opener;
    EXPECT_LE(read_shell_command(deep).length, deep.size()) << opener;
  }
}

}  // namespace
}  // namespace hopproof
