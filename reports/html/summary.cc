#include "reports/html/summary.hh"

#include "reports/failure_text.hh"
#include "reports/text_safety.hh"

#include <fmt/format.h>

namespace hopproof::html {
namespace {

constexpr size_t kMostDetails = 50;

bool is_bad(const CaseResult& result) {
  return result.verdict == Verdict::failed || result.verdict == Verdict::error;
}

std::string counts(const RunResult& run) {
  return fmt::format(
      "<p><b>{}</b> passed, <b>{}</b> failed, <b>{}</b> skipped, <b>{}</b> could not run</p>\n",
      run.count(Verdict::passed), run.count(Verdict::failed), run.count(Verdict::skipped),
      run.count(Verdict::error));
}

std::string row(const CaseResult& result) {
  return fmt::format(
      "<tr><td><span class=\"badge {0}\">{0}</span></td><td>{1}<br><small>{2}</small></td>"
      "<td>{3}</td><td>{4}</td><td class=\"number\">{5:.2f} s</td></tr>\n",
      word(result.verdict), escape_markup(result.name), escape_markup(failure_headline(result)),
      escape_markup(result.director), escape_markup(result.file), result.seconds);
}

std::string details(const CaseResult& result) {
  return fmt::format("<h2>{}, {}</h2>\n<pre>{}</pre>\n", escape_markup(result.name),
                     escape_markup(result.director), escape_markup(failure_text(result)));
}

}  // namespace

std::string summary(const RunResult& run) {
  std::string rows, failed;
  size_t shown = 0, left_out = 0;
  for (const CaseResult& result : run.cases) {
    rows += row(result);
    if (!is_bad(result)) continue;
    if (shown++ < kMostDetails)
      failed += details(result);
    else
      ++left_out;
  }
  if (left_out > 0) failed += fmt::format("<p>{} more failed.</p>\n", left_out);
  return "<main id=\"summary\">\n<h1>hopproof</h1>\n" + counts(run) +
         "<table><thead><tr><th>verdict</th><th>case</th><th>director</th><th>file</th>"
         "<th class=\"number\">time</th></tr></thead><tbody>\n" +
         rows + "</tbody></table>\n" + failed + "</main>\n";
}

}  // namespace hopproof::html
