#include "reports/diff.hh"

#include "reports/case_id.hh"
#include "reports/step_diff.hh"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

using Index = std::map<std::string, const verdict::CaseResult*>;

std::set<std::string> directors(const verdict::RunResult& run) {
  std::set<std::string> names;
  for (const verdict::CaseResult& result : run.cases) names.insert(result.director);
  return names;
}

bool has_several_kernels(const verdict::RunResult& run) {
  std::map<std::string, std::string> kernels;
  return std::ranges::any_of(run.cases, [&](const verdict::CaseResult& result) {
    const auto [known, is_new] = kernels.emplace(case_id(result) + result.director, result.kernel);
    return !is_new && known->second != result.kernel;
  });
}

/// What cases of both runs are called: as little as distinguishes them.
class Naming {
 public:
  Naming(const verdict::RunResult& a, const verdict::RunResult& b)
      : director_(directors(a).size() != 1 || directors(b).size() != 1 ||
                  directors(a) == directors(b)),
        kernel_(has_several_kernels(a) || has_several_kernels(b)) {}

  /// Cases that have a pair are found by the id of their partner, in whose place they are.
  Index index(const verdict::RunResult& run, const CasePairs& pairs = {}) const {
    Index index;
    for (const verdict::CaseResult& result : run.cases) {
      const std::string id = case_id(result);
      const auto pair = pairs.find(id);
      const bool gives_way = pair == pairs.end() && is_partner(id, pairs);
      if (!gives_way) index[name(pair == pairs.end() ? id : pair->second, result)] = &result;
    }
    return index;
  }

 private:
  static bool is_partner(const std::string& id, const CasePairs& pairs) {
    return std::ranges::any_of(pairs, [&](const auto& pair) { return pair.second == id; });
  }

  std::string name(std::string text, const verdict::CaseResult& result) const {
    if (director_) text += ", " + result.director;
    if (kernel_) text += ", " + result.kernel;
    return text;
  }

  bool director_, kernel_;
};

void compare(Changes& changes, const std::string& what, std::string_view before,
             std::string_view after) {
  if (before != after) changes.push_back({what, std::string(before), std::string(after)});
}

CaseDiff case_diff(const std::string& title, const verdict::CaseResult& before,
                   const verdict::CaseResult& after) {
  CaseDiff found{title, {}, before.seconds, after.seconds};
  compare(found.changes, "verdict", verdict::word(before.verdict), verdict::word(after.verdict));
  compare(found.changes, "reason", before.reason, after.reason);
  const size_t steps = std::max(before.steps.size(), after.steps.size());
  for (size_t i = 0; i < steps; ++i) {
    const verdict::StepResult none;
    step_changes(found.changes, {i < before.steps.size() ? before.steps[i] : none, before.source},
                 {i < after.steps.size() ? after.steps[i] : none, after.source}, i + 1);
  }
  return found;
}

CaseDiff alone(const std::string& title, const verdict::CaseResult* before,
               const verdict::CaseResult* after) {
  const auto verdict = [](const verdict::CaseResult* result) {
    return result ? std::string(verdict::word(result->verdict)) : "";
  };
  return {title, {{"case", verdict(before), verdict(after)}}, 0, 0};
}

std::string seconds_text(const CaseDiff& one) {
  return fmt::format("  time: {:.2f} s, now {:.2f} s\n", one.seconds_before, one.seconds_after);
}

std::string case_text(const CaseDiff& one, const Paint& paint) {
  std::string text = paint.strong(one_line(one.title)) + "\n";
  for (const RunChange& change : one.changes) {
    text += fmt::format("  {}\n", one_line(change.what));
    if (!change.before.empty()) text += paint.bad("    - " + printable(change.before)) + "\n";
    if (!change.after.empty()) text += paint.good("    + " + printable(change.after)) + "\n";
  }
  return one.took_otherwise() ? text + paint.faint(seconds_text(one)) : text;
}

}  // namespace

bool CaseDiff::took_otherwise() const {
  constexpr double noise = 0.2;
  const double least = std::min(seconds_before, seconds_after);
  const double most = std::max(seconds_before, seconds_after);
  return most - least > noise && most > 2 * least;
}

std::vector<CaseDiff> diff(const verdict::RunResult& before, const verdict::RunResult& after,
                           const CasePairs& pairs) {
  const Naming naming(before, after);
  const Index first = naming.index(before, pairs), second = naming.index(after);
  std::vector<CaseDiff> diffs;
  for (const auto& [title, result] : first) {
    const auto other = second.find(title);
    CaseDiff one = other == second.end() ? alone(title, result, nullptr)
                                         : case_diff(title, *result, *other->second);
    if (!one.changes.empty() || one.took_otherwise()) diffs.push_back(std::move(one));
  }
  for (const auto& [title, result] : second) {
    if (!first.contains(title)) diffs.push_back(alone(title, nullptr, result));
  }
  return diffs;
}

bool differs(const std::vector<CaseDiff>& diffs) {
  return std::ranges::any_of(diffs, [](const CaseDiff& one) { return !one.changes.empty(); });
}

std::string diff_text(const std::vector<CaseDiff>& diffs, const Paint& paint) {
  std::string text;
  for (const CaseDiff& one : diffs) text += case_text(one, paint);
  return text;
}

}  // namespace hopproof::reports
