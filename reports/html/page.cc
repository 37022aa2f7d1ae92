#include "reports/html/page.hh"

#include "harness/base/sinks.hh"
#include "harness/verdict/result_json.hh"
#include "report_app.hh"
#include "reports/case_id.hh"
#include "reports/failure_text.hh"
#include "reports/html/pack.hh"
#include "reports/html/packet_budget.hh"

#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hopproof::reports {
namespace {

using nlohmann::json;

constexpr size_t most_details = 50;

/// "one-arm/4-masquerade.engine", with the kernel where that alone distinguishes two: what links
/// name.
class CaseIds {
 public:
  std::string of(const verdict::CaseResult& result) {
    std::string id = case_id(result) + "." + result.director;
    if (known_.contains(id)) id += "." + result.kernel;
    while (!known_.insert(id).second) id += "+";
    return id;
  }

 private:
  std::set<std::string> known_;
};

/// What the overview's search finds a case by, beside its name.
std::string search_words(const verdict::CaseResult& result) {
  std::string words = result.about;
  for (const std::string& note : result.notes) words += " " + note;
  for (const verdict::StepResult& step : result.steps) {
    words += " " + step.outcome;
    for (const verdict::FindingResult& finding : step.findings) words += " " + finding.id;
  }
  for (const verdict::NodeResult& node : result.nodes) {
    for (const verdict::InterfaceResult& interface : node.interfaces) {
      for (const std::string& address : interface.addresses) words += " " + address;
    }
  }
  return words;
}

std::string capture_link(const verdict::CaseResult& result, const std::string& folder) {
  if (result.pcapng.empty()) return "";
  return as_link(std::filesystem::proximate(result.pcapng, folder.empty() ? "." : folder).string());
}

json entry(const verdict::CaseResult& result, CaseIds& ids, const std::string& folder) {
  return {{"id", ids.of(result)},
          {"file", result.file},
          {"topic", topic_of(result)},
          {"name", result.name},
          {"director", result.director},
          {"kernel", result.kernel},
          {"verdict", verdict::word(result.verdict)},
          {"headline", failure_headline(result)},
          {"notes", result.notes},
          {"words", search_words(result)},
          {"seconds", result.seconds},
          {"capture", capture_link(result, folder)}};
}

std::string part(const std::string& id, const std::string& text) {
  return fmt::format("<template id=\"{}\">{}</template>\n", id, html::pack(text));
}

std::string packed_parts(const verdict::RunResult& run, const std::string& folder) {
  CaseIds ids;
  json index = {{"version", run.version}, {"cases", json::array()}};
  const size_t packets = html::packets_per_step(run);
  std::string cases;
  for (size_t i = 0; i < run.cases.size(); ++i) {
    index["cases"].push_back(entry(run.cases[i], ids, folder));
    cases += part(fmt::format("case-{}", i),
                  verdict::to_json(html::with_packets(run.cases[i], packets)));
  }
  return part("index", index.dump(-1, ' ', false, json::error_handler_t::replace)) + cases;
}

/// `page` with `text` in the place of its mark.
std::string filled(std::string page, std::string_view mark, const std::string& text) {
  const size_t at = page.find(mark);
  return page.replace(at, mark.size(), text);
}

std::string counts_line(const verdict::RunResult& run) {
  return fmt::format(
      "<p><b>{}</b> passed, <b>{}</b> failed, <b>{}</b> skipped, <b>{}</b> could not run</p>\n",
      run.count(verdict::Verdict::passed), run.count(verdict::Verdict::failed),
      run.count(verdict::Verdict::skipped), run.count(verdict::Verdict::error));
}

std::string row(const verdict::CaseResult& result) {
  return fmt::format(
      "<tr><td><span class=\"badge {0}\">{0}</span></td><td>{1}<br><small>{2}</small></td>"
      "<td>{3}</td><td>{4}</td><td class=\"number\">{5:.2f} s</td></tr>\n",
      verdict::word(result.verdict), escape_markup(result.name),
      escape_markup(failure_headline(result)), escape_markup(result.director),
      escape_markup(result.file), result.seconds);
}

std::string details(const verdict::CaseResult& result) {
  return fmt::format("<h2>{}, {}</h2>\n<pre>{}</pre>\n", escape_markup(result.name),
                     escape_markup(result.director), escape_markup(failure_text(result)));
}

/// What the page shows without JavaScript: counts, every case with its verdict and why it failed,
/// and of cases that failed all that the terminal would say.
std::string summary(const verdict::RunResult& run) {
  std::string rows, failed;
  size_t shown = 0, left_out = 0;
  for (const verdict::CaseResult& result : run.cases) {
    rows += row(result);
    if (!result.is_bad()) continue;
    if (shown++ < most_details)
      failed += details(result);
    else
      ++left_out;
  }
  if (left_out > 0) failed += fmt::format("<p>{} more failed.</p>\n", left_out);
  return "<main id=\"summary\">\n<h1>hopproof</h1>\n" + counts_line(run) +
         "<table><thead><tr><th>verdict</th><th>case</th><th>director</th><th>file</th>"
         "<th class=\"number\">time</th></tr></thead><tbody>\n" +
         rows + "</tbody></table>\n" + failed + "</main>\n";
}

}  // namespace

std::string html_report(const verdict::RunResult& run, const std::string& folder) {
  const std::string title =
      fmt::format("<title>hopproof: {} passed, {} failed</title>",
                  run.count(verdict::Verdict::passed), run.count(verdict::Verdict::failed));
  return filled(filled(embedded_report_app, "<!--title-->", title), "<!--report-->",
                summary(run) + packed_parts(run, folder));
}

}  // namespace hopproof::reports
