#include "reports/junit.hh"

#include "harness/base/sinks.hh"
#include "reports/case_id.hh"
#include "reports/failure_text.hh"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

/// Dots make the classes that CI servers group by: "engine.one-arm.4-masquerade".
std::string class_of(const verdict::CaseResult& result) {
  std::string id = case_id(result);
  std::ranges::replace(id, '.', '-');
  std::ranges::replace(id, '/', '.');
  return result.director + "." + id;
}

std::string outcome_element(const verdict::CaseResult& result) {
  const std::string headline = escape_markup(failure_headline(result));
  const std::string text = escape_markup(failure_text(result));
  switch (result.verdict) {
    case verdict::Verdict::passed:
      return "";
    case verdict::Verdict::skipped:
      return fmt::format("      <skipped message=\"{}\"/>\n", headline);
    case verdict::Verdict::failed:
      return fmt::format("      <failure type=\"failed\" message=\"{}\">{}</failure>\n", headline,
                         text);
    case verdict::Verdict::error:
      break;
  }
  return fmt::format("      <error type=\"error\" message=\"{}\">{}</error>\n", headline, text);
}

std::string test_case(const verdict::CaseResult& result) {
  return fmt::format(
      "    <testcase name=\"{}\" classname=\"{}\" time=\"{:.3f}\">\n{}    </testcase>\n",
      escape_markup(result.name), escape_markup(class_of(result)), result.seconds,
      outcome_element(result));
}

std::string counts(const verdict::RunResult& run) {
  return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\"", run.cases.size(),
                     run.count(verdict::Verdict::failed), run.count(verdict::Verdict::error));
}

double seconds_of(const verdict::RunResult& run) {
  double seconds = 0;
  for (const verdict::CaseResult& result : run.cases) seconds += result.seconds;
  return seconds;
}

std::string suite(const std::string& director, const verdict::RunResult& run) {
  std::string cases;
  for (const verdict::CaseResult& result : run.cases) cases += test_case(result);
  return fmt::format(
      "  <testsuite name=\"hopproof {}\" {} skipped=\"{}\" time=\"{:.3f}\">\n"
      "    <properties>\n"
      "      <property name=\"director\" value=\"{}\"/>\n"
      "      <property name=\"kernel\" value=\"{}\"/>\n"
      "      <property name=\"hopproof\" value=\"{}\"/>\n"
      "    </properties>\n{}  </testsuite>\n",
      escape_markup(director), counts(run), run.count(verdict::Verdict::skipped), seconds_of(run),
      escape_markup(director), escape_markup(run.cases.front().kernel), escape_markup(run.version),
      cases);
}

/// The cases by director, each in the order of the run.
std::vector<std::pair<std::string, verdict::RunResult>> by_director(const verdict::RunResult& run) {
  std::vector<std::pair<std::string, verdict::RunResult>> suites;
  for (const verdict::CaseResult& result : run.cases) {
    auto found = std::ranges::find(suites, result.director,
                                   &std::pair<std::string, verdict::RunResult>::first);
    if (found == suites.end())
      found = suites.insert(suites.end(), {result.director, {run.version, {}}});
    found->second.cases.push_back(result);
  }
  return suites;
}

}  // namespace

std::string to_junit(const verdict::RunResult& run) {
  std::string suites;
  for (const auto& [director, part] : by_director(run)) suites += suite(director, part);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"hopproof\" {} time=\"{:.3f}\">\n{}</testsuites>\n",
      counts(run), seconds_of(run), suites);
}

}  // namespace hopproof::reports
