#include "reports/fix_text.hh"

#include "harness/base/text.hh"

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

std::string change_text(const verdict::ChangeResult& change, const Paint& paint) {
  std::string text = fmt::format("    on {}:  {}\n", one_line(change.node),
                                 paint.strong(one_line(change.command)));
  if (!change.note.empty()) text += paint.faint("        " + printable(change.note)) + "\n";
  return text;
}

std::string indented(const std::string& block) {
  std::string text;
  for (const std::string_view line : lines_of(block))
    text += "    " + printable(std::string(line)) + "\n";
  return text;
}

std::string one_fix(const verdict::FixResult& fix, size_t number, const Paint& paint) {
  const size_t changes = fix.changes.size();
  std::string text =
      fmt::format("\n{}  {} change{}, proven\n", paint.good(fmt::format("fix {}", number)), changes,
                  changes == 1 ? "" : "s");
  for (const verdict::ChangeResult& change : fix.changes) text += change_text(change, paint);
  for (const std::string& cost : fix.costs) text += "    " + printable(cost) + "\n";
  return text + "\n" + indented(fix.diff);
}

}  // namespace

std::string fix_text(const verdict::CaseResult& result, const Paint& paint) {
  const verdict::FixesResult& found = result.fixes;
  std::string text = fmt::format("fix  {}  {}\n", paint.strong(one_line(result.name)),
                                 paint.faint(one_line(result.director + ", " + result.file)));
  text += fmt::format("goal: {}\n", one_line(found.goal));
  for (const std::string& cause : found.causes)
    text += fmt::format("cause: {}\n", printable(cause));
  for (size_t i = 0; i < found.fixes.size(); ++i) text += one_fix(found.fixes[i], i + 1, paint);
  if (found.fixes.empty()) {
    text += "\nnothing that was tried reaches the goal:\n";
    for (const std::string& tried : found.tried) text += "  " + printable(tried) + "\n";
  }
  return text + fmt::format("\n{} labs run\n", found.labs_run);
}

}  // namespace hopproof::reports
