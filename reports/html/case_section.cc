#include "reports/html/case_section.hh"

#include "reports/html/escape.hh"
#include "reports/html/step_section.hh"
#include "reports/html/topology.hh"

#include <set>
#include <sstream>

#include <fmt/format.h>

namespace hopproof::html {
namespace {

std::string item_rows(const NodeResult& node) {
  std::string rows;
  for (const ItemResult& item : node.items) {
    const std::string translated =
        item.translated.empty()
            ? ""
            : fmt::format("<br><span class=\"note\">applied as</span> <code>{}</code>",
                          escape(item.translated));
    rows += fmt::format("<tr><td>{}</td><td><code>{}</code>{}</td></tr>\n", escape(item.path),
                        escape(item.text), translated);
  }
  return rows;
}

std::string configuration(const CaseResult& result) {
  std::string rows;
  for (const NodeResult& node : result.nodes) rows += item_rows(node);
  if (rows.empty()) return "";
  return "<details><summary>configuration: routes, sysctls, ipvs, iptables</summary><div "
         "class=\"scroll\"><table><thead>"
         "<tr><th>item</th><th>text</th></tr></thead><tbody>" +
         rows + "</tbody></table></div></details>\n";
}

std::string tables(const CaseResult& result) {
  std::string text;
  for (const NodeResult& node : result.nodes) {
    for (const auto& [command, output] : node.tables)
      text += fmt::format(
          "<details><summary>{}: <code>{}</code> at the end</summary><pre>{}</pre></details>\n",
          escape(node.name), escape(command), escape(output));
  }
  return text;
}

std::set<int> failing_lines(const CaseResult& result) {
  std::set<int> lines;
  for (const StepResult& step : result.steps) {
    for (const MismatchResult& mismatch : step.mismatches) lines.insert(mismatch.place.line);
  }
  return lines;
}

std::string source(const CaseResult& result) {
  const std::set<int> failing = failing_lines(result);
  std::string text;
  std::istringstream lines(result.source);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const char* mark = failing.contains(number) ? "fails" : "";
    text += fmt::format("<span class=\"line {}\"><span class=\"number\">{:4}</span> {}</span>\n",
                        mark, number, escape(line));
  }
  return fmt::format(
      "<details{}><summary>case file</summary><pre class=\"source\">{}</pre></details>\n",
      failing.empty() ? "" : " open", text);
}

std::string notes(const CaseResult& result) {
  std::string text;
  for (const std::string& note : result.notes)
    text += fmt::format("<p class=\"note\">{}</p>\n", escape(note));
  if (!result.reason.empty())
    text += fmt::format("<p class=\"reason\">{}</p>\n", escape(result.reason));
  for (const NeedResult& need : result.needs) {
    if (!need.judged)
      text += fmt::format("<p class=\"note\">need not judged yet: {}</p>\n", escape(need.item));
  }
  return text;
}

}  // namespace

std::string case_anchor(const CaseResult& result) {
  return slug(result.file + "-" + result.director);
}

std::string case_section(const CaseResult& result) {
  std::string steps;
  for (const StepResult& step : result.steps) steps += step_section(result, step);
  const std::string capture =
      result.pcapng.empty() ? ""
                            : fmt::format(" - capture: <code>{}</code>", escape(result.pcapng));
  return fmt::format(
             "<section class=\"case\" id=\"{}\"><h2><span class=\"pill {}\">{}</span> {}</h2>\n"
             "<p class=\"where\">{} - director: {} - kernel {}{}</p>\n<p class=\"about\">{}</p>\n",
             case_anchor(result), word(result.verdict), word(result.verdict), escape(result.name),
             escape(result.file), escape(result.director), escape(result.kernel), capture,
             escape(result.about)) +
         notes(result) + topology(result) + steps + configuration(result) + tables(result) +
         source(result) + "</section>\n";
}

}  // namespace hopproof::html
