#include "harness/run/named_programs.hh"

#include "harness/base/error.hh"
#include "harness/case/load.hh"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

using testing::HasSubstr;

/// A case whose client runs `command`, as a probe, and then `step`.
Case running(const std::string& command, const std::string& step = "- client: ip addr") {
  constexpr const char* case_text = R"(case: 1
name: programs
networks: {{lan: {{}}}}
nodes:
  client:
    interfaces: {{lan: 10.0.0.1/24}}
    run: [cat -]
  other:
    interfaces: {{lan: 10.0.0.2/24}}
steps:
  - probe: {{from: client, run: {0}}}
  {1}
)";
  return parse_case(fmt::format(case_text, command, step), "programs.yaml").parsed.value();
}

TEST(ProgramsOf, AreThoseThatTheHostHasAndTheLinesMayStart) {
  std::vector<std::string> names;
  for (const NamedProgram& program : programs_of(running("true || grep x; nosuch-program")))
    names.push_back(program.name);
  EXPECT_EQ(names, (std::vector<std::string>{"cat", "grep", "ip"}));
}

TEST(MissingProgram, IsTheOneThatIsNotInstalled) {
  EXPECT_EQ(missing_program(running("grep x 2>&1")), std::nullopt);
  EXPECT_EQ(missing_program(running("nosuch-client 10.0.0.2")), "nosuch-client");
  EXPECT_EQ(missing_program(running("nosuch-client 10.0.0.2"), "nosuch-client"), std::nullopt);
}

TEST(MissingProgram, IsNoneThatTheCaseCanDoWithout) {
  EXPECT_EQ(missing_program(running("nosuch-client || true")), std::nullopt);
  EXPECT_EQ(missing_program(running("'true'", "- {client: nosuch, expect: {exit: 127}}")),
            std::nullopt);
  EXPECT_EQ(missing_program(running("'true'", "- {client: nosuch, expect: {exit: 1}}")), "nosuch");
}

TEST(MissingProgram, IsNamedInTheSkip) {
  try {
    require_programs(running("nosuch-client 10.0.0.2"));
    FAIL() << "nothing was missing";
  } catch (const MissingCapability& missing) {
    EXPECT_THAT(missing.what(), HasSubstr("nosuch-client"));
  }
}

}  // namespace
}  // namespace hopproof::run
