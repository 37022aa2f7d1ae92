#include "harness/base/sinks.hh"
#include "harness/base/text.hh"
#include "harness/verdict/result_json.hh"
#include "reports/diff.hh"
#include "reports/events.hh"
#include "reports/fix_text.hh"
#include "reports/github.hh"
#include "reports/html/page.hh"
#include "reports/junit.hh"
#include "reports/ktap.hh"
#include "reports/sample_result.hh"
#include "reports/terminal.hh"
#include "reports/why_text.hh"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hopproof::reports {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view hostile =
    "x\n::error title=pwned::pwned\r\n##[error]pwned\n\x1b]0;pwned\x07\xc2\x9b"
    "31m\xe2\x80\xae"
    "\xe2\x80\xa8</script><script>pwned()</script>\" onload='pwned()' `|[a](javascript:pwned) @pwned "
    "# SKIP pwned\nok 99 pwned\n1..0\nBail out! pwned\n";

/// Puts the hostile text into every text of a result but for those that are a choice of few words.
void make_hostile(json& value, const std::string& key = "") {
  if (value.is_object()) {
    for (auto& [name, inner] : value.items()) make_hostile(inner, name);
  } else if (value.is_array()) {
    for (json& inner : value) make_hostile(inner, key);
  } else if (value.is_string() && key != "verdict" && key != "rewritten") {
    value = value.get<std::string>() + std::string(hostile);
  }
}

verdict::RunResult hostile_run() {
  verdict::RunResult sample = sample_result();
  for (verdict::CaseResult& result : sample.cases) {
    if (result.steps.size() == 1) add_causes(result);
    result.pcapng = "javascript:pwned()";
    result.kept = {"nsenter"};
  }
  json run = json::parse(verdict::to_json(sample));
  make_hostile(run);
  return verdict::run_from_json(run.dump());
}

/// Nothing that a terminal obeys, and nothing that looks otherwise than it is.
void expect_text(const std::string& out, const std::string& writer) {
  EXPECT_EQ(as_utf8(out), out) << writer;
  EXPECT_THAT(out, HasSubstr("pwned")) << writer;
  for (const char* bad : {"\x1b", "\r", "\x07", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x80\xa8"})
    EXPECT_THAT(out, Not(HasSubstr(bad))) << writer;
}

size_t lines_that_begin(const std::string& out, std::string_view with) {
  return size_t(std::ranges::count_if(
      lines_of(out), [&](std::string_view line) { return trimmed(line).starts_with(with); }));
}

TEST(HostileText, IsTextOnATerminal) {
  const Paint paint(false, 100);
  const verdict::RunResult run = hostile_run();
  std::string out = summary_text(run, paint);
  for (const verdict::CaseResult& result : run.cases) {
    out += terminal_text(result, paint, Detail::hops);
    out += why_text(result, paint, 100) + fix_text(result, paint);
  }
  out += diff_text(diff(sample_result(), run), paint);
  expect_text(out, "terminal");
  EXPECT_EQ(lines_that_begin(out, "::error"), 0u);
  EXPECT_THAT(out, Not(HasSubstr("##[")));
}

TEST(HostileText, GivesGithubOurCommandsOnly) {
  const std::string ours = to_github_annotations(sample_result());
  const std::string out = to_github_annotations(hostile_run());
  expect_text(out, "annotations");
  for (const std::string_view line : lines_of(out))
    EXPECT_TRUE(line.starts_with("::error file=") || line.starts_with("::warning file=")) << line;
  EXPECT_GE(lines_of(out).size(), lines_of(ours).size());
  for (const std::string_view line : lines_of(out)) {
    const std::string header(line.substr(0, line.find("::", 2)));
    EXPECT_THAT(header, HasSubstr(",title=")) << "the command ends where we end it";
  }
}

/// Markdown without its diagrams: nothing in a fenced block is markup, and no label can end one.
std::string without_diagrams(std::string text) {
  constexpr std::string_view fence = "\n```";
  for (size_t at = text.find("\n```mermaid"); at != std::string::npos;
       at = text.find("\n```mermaid"))
    text.erase(at, text.find(fence, at + 1) + fence.size() - at);
  return text;
}

TEST(HostileText, IsNoMarkup) {
  const std::string junit = to_junit(hostile_run());
  expect_text(junit, "junit");
  EXPECT_THAT(junit, Not(HasSubstr("<script")));
  const std::string summary = without_diagrams(to_job_summary(hostile_run()));
  expect_text(summary, "summary");
  EXPECT_THAT(summary, Not(HasSubstr("<script")));
  EXPECT_THAT(summary, Not(HasSubstr("](")));
  EXPECT_THAT(summary, Not(HasSubstr("@pwned")));
  const std::string page = html_report(hostile_run(), "report");
  EXPECT_THAT(page, Not(HasSubstr("<script>pwned")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;pwned"));
}

TEST(HostileText, MakesNoTestOfTap) {
  for (const auto writer : {to_tap, to_ktap}) {
    const verdict::RunResult run = hostile_run();
    const std::string out = writer(run);
    expect_text(out, "tap");
    EXPECT_THAT(out, Not(HasSubstr("\nok 99"))) << out;
    EXPECT_THAT(out, Not(HasSubstr("\nBail out!")));
    const auto numbered = std::ranges::count_if(lines_of(out), [](std::string_view line) {
      return line.starts_with("ok ") || line.starts_with("not ok ");
    });
    EXPECT_EQ(size_t(numbered), run.cases.size());
  }
}

TEST(HostileText, IsOneEventALine) {
  for (const verdict::CaseResult& result : hostile_run().cases) {
    EXPECT_EQ(lines_of(case_started_event(result)).size(), 1u);
    EXPECT_EQ(lines_of(case_finished_event(result)).size(), 1u);
  }
}

}  // namespace
}  // namespace hopproof::reports
