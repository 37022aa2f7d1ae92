#include "reports/needs_text.hh"

#include "harness/verdict/mismatch_text.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

std::string needs_count(size_t count) {
  return fmt::format("{} need{}", count, count == 1 ? "" : "s");
}

/// "without it: unreachable ENETUNREACH, no-route-to-vip, at step ..."
std::string breakage_text(const verdict::NeedResult& need) {
  std::string text = "without it " + need.outcome;
  if (!need.finding.empty()) text += ", " + need.finding;
  if (!need.reason.empty()) text += "; " + need.reason;
  return text + ", at step " + need.step;
}

std::string row(std::string_view mark, const verdict::NeedResult& need, const std::string& text) {
  return fmt::format("  {:<7} {}: {}\n", mark, printable(need.item), printable(text));
}

std::string unproven_text(const verdict::CaseResult& result, const verdict::NeedResult& need) {
  verdict::MismatchResult mismatch;
  mismatch.place = need.place;
  mismatch.message = fmt::format("need {}: {}", need.item, need.reason);
  return verdict::render_mismatch(mismatch, result.file, result.source);
}

}  // namespace

std::string needs_summary(const verdict::CaseResult& result) {
  const size_t all = result.needs.size();
  if (all == 0) return "";
  const auto proven = size_t(std::ranges::count(result.needs, true, &verdict::NeedResult::proven));
  if (proven == all) return fmt::format(", {} proven", needs_count(all));
  const bool judged = std::ranges::any_of(result.needs, &verdict::NeedResult::judged);
  if (!judged) return fmt::format(", {} not judged", needs_count(all));
  return fmt::format(", {} of {} proven", proven, needs_count(all));
}

std::string needs_text(const verdict::CaseResult& result, const Paint& paint) {
  std::string text;
  for (const verdict::NeedResult& need : result.needs) {
    if (need.proven) {
      text += row("needed", need, breakage_text(need));
    } else if (!need.judged) {
      text += paint.faint(row("need", need, "not judged: " + need.reason));
    } else {
      text += paint.bad("") + unproven_text(result, need);
    }
  }
  return text;
}

}  // namespace hopproof::reports
