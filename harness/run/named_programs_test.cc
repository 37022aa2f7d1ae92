#include "harness/run/named_programs.hh"

#include "harness/base/error.hh"
#include "harness/case/load.hh"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A case whose client runs `command`.
Case running(const std::string& command) {
  constexpr const char* case_text = R"(case: 1
name: programs
networks: {{lan: {{}}}}
nodes:
  client:
    interfaces: {{lan: 10.0.0.1/24}}
    run: [nginx -p . -c nginx.conf]
  other:
    interfaces: {{lan: 10.0.0.2/24}}
steps:
  - probe: {{from: client, run: {0}}}
  - client: [ip route show, ip addr]
)";
  return parse_case(fmt::format(case_text, command), "programs.yaml").parsed.value();
}

TEST(ProgramsNamed, AreTheFirstWordsOfCommands) {
  EXPECT_THAT(programs_named({"curl -m 15 10.0.0.1 | grep -q rs1 && ip route show",
                              "LC_ALL=C nginx -p . -c nginx.conf", "ip link"}),
              ElementsAre("curl", "grep", "ip", "nginx"));
  EXPECT_THAT(programs_named({"if tcpdump -i lan; then socat - TCP:1.2.3.4:5; fi"}),
              ElementsAre("tcpdump", "socat"));
}

TEST(ProgramsNamed, AreNoBuiltinsPathsOrQuotedText) {
  EXPECT_THAT(programs_named({"echo 'a; b | c'", "cd /tmp; ./own", "X=1", "", "$PROGRAM now"}),
              IsEmpty());
}

TEST(ShellLines, AreWhatNodesRunProgramsOfProbesAndCommands) {
  EXPECT_THAT(shell_lines(running("curl 10.0.0.2")),
              ElementsAre("nginx -p . -c nginx.conf", "curl 10.0.0.2", "ip route show", "ip addr"));
}

TEST(ProgramsOf, NamesTheOneThatIsMissing) {
  try {
    programs_of(running("no-such-client 10.0.0.2"));
    FAIL() << "nothing was missing";
  } catch (const MissingCapability& missing) {
    EXPECT_THAT(missing.what(), HasSubstr("no-such-client"));
  }
}

TEST(ProgramsOf, LeavesOutWhatTheLabProvides) {
  EXPECT_NO_THROW(programs_of(running("no-such-client 10.0.0.2"), "no-such-client"));
}

}  // namespace
}  // namespace hopproof::run
