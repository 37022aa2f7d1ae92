#include "reports/html/page.hh"

#include "report_css.hh"
#include "reports/html/case_section.hh"
#include "reports/html/escape.hh"

#include <fmt/format.h>

namespace hopproof {
namespace {

std::string overview_row(const CaseResult& result) {
  return fmt::format(
      "<tr><td><span class=\"pill {0}\">{0}</span></td><td><a "
      "href=\"#{1}\">{2}</a></td><td>{3}</td><td>{4}</td>"
      "<td>{5:.2f} s</td></tr>\n",
      word(result.verdict), html::case_anchor(result), html::escape(result.name),
      html::escape(result.director), html::escape(result.file), result.seconds);
}

std::string overview(const RunResult& run) {
  std::string rows;
  for (const CaseResult& result : run.cases) rows += overview_row(result);
  return fmt::format(
             "<p class=\"counts\"><strong>{}</strong> passed, <strong>{}</strong> failed, "
             "<strong>{}</strong> skipped, "
             "<strong>{}</strong> could not run</p>\n",
             run.count(Verdict::passed), run.count(Verdict::failed), run.count(Verdict::skipped),
             run.count(Verdict::error)) +
         "<div class=\"scroll\"><table "
         "class=\"overview\"><thead><tr><th>verdict</th><th>case</th><th>director</th>"
         "<th>file</th><th>time</th></tr></thead><tbody>" +
         rows + "</tbody></table></div>\n";
}

}  // namespace

std::string html_report(const RunResult& run) {
  std::string body;
  for (const CaseResult& result : run.cases) body += html::case_section(result);
  return fmt::format(
             "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
             "'unsafe-inline'\">"
             "<title>hopproof: {} passed, {} "
             "failed</title>\n<style>{}</style></head>\n<body><main>\n"
             "<h1>hopproof</h1>\n",
             run.count(Verdict::passed), run.count(Verdict::failed), kReportCss) +
         overview(run) + body +
         fmt::format(
             "</main><footer>hopproof {} - an asterisk marks what was rewritten at that "
             "hop</footer></body></html>\n",
             html::escape(run.version));
}

}  // namespace hopproof
