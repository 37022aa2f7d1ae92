#include "reports/finding_text.hh"

#include "reports/wrapped_text.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

constexpr std::string_view margin = "           ";           // behind "    cause  "
constexpr std::string_view inner = "                     ";  // behind "seen      "

std::string listed(std::string_view name, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += fmt::format("{}{:<10}{}", margin, text.empty() ? name : "",
                        wrapped(printable(line), inner));
  }
  return text;
}

size_t node_width(const std::vector<verdict::RemedyResult>& remedies) {
  size_t widest = 0;
  for (const verdict::RemedyResult& remedy : remedies)
    widest = std::max(widest, remedy.node.size());
  return widest;
}

/// Commands are never broken: they are there to be pasted.
std::string remedies_text(const std::vector<verdict::RemedyResult>& remedies, const Paint& paint) {
  std::string text;
  const size_t nodes = node_width(remedies);
  for (const verdict::RemedyResult& remedy : remedies) {
    const std::string note = remedy.note.empty() ? "" : "  # " + printable(remedy.note);
    text += fmt::format("{}{:<10}{:<{}}  {}{}\n", margin, text.empty() ? "try" : "",
                        one_line(remedy.node), nodes, printable(remedy.command), paint.faint(note));
  }
  return text;
}

}  // namespace

std::string findings_text(const std::vector<verdict::FindingResult>& findings, const Paint& paint) {
  std::string text;
  for (const verdict::FindingResult& finding : findings) {
    const std::string at = finding.at.empty() ? "" : " at " + finding.at;
    text += fmt::format("    cause  {}{}\n", paint.strong(one_line(finding.id)), one_line(at));
    text += std::string(margin) + wrapped(printable(finding.text), margin);
    text += listed("seen", finding.evidence);
    text += listed("ruled out", finding.rules_out);
    text += remedies_text(finding.remedy, paint);
  }
  return text;
}

}  // namespace hopproof::reports
