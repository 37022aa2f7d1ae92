#include "harness/ablate/need_verdict.hh"

#include "harness/ablate/broken_step.hh"
#include "harness/base/text.hh"
#include "harness/case/ablation.hh"
#include "harness/case/findings/finding_id.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::ablate {
namespace {

std::string claim_text(const FindingClaim& claim) {
  return claim.at.empty() ? claim.id : claim.id + " at " + claim.at;
}

std::string expected_text(const Need& need) {
  std::vector<std::string> texts;
  for (const FindingClaim& claim : need.findings) texts.push_back(claim_text(claim));
  return joined(texts, ", ");
}

/// "step 2 (client: http ...) ends as timeout with reply-bypasses-director"
std::string breakage_text(const verdict::StepResult& step) {
  std::string text = fmt::format("step {} ends as {}", step_label(step), broken_outcome(step));
  if (!step.findings.empty()) text += " with " + joined(finding_texts(step), ", ");
  return text;
}

/// A finding is met at any place where the need names none.
bool is_met(const FindingClaim& claim, const verdict::FindingResult& seen) {
  const bool inside = seen.at.starts_with(claim.at + ".");
  return claim.id == seen.id && (claim.at.empty() || claim.at == seen.at || inside);
}

/// A cause counts once wherever it takes effect; `uneven` says how many servers it affects, not
/// why.
std::vector<verdict::FindingResult> causes_in(std::vector<verdict::FindingResult> findings,
                                              const Need& need) {
  const bool asks_where = std::ranges::any_of(
      need.findings, [](const FindingClaim& claim) { return !claim.at.empty(); });
  std::vector<verdict::FindingResult> causes;
  for (verdict::FindingResult& finding : findings) {
    const bool again = std::ranges::any_of(causes, [&](const verdict::FindingResult& one) {
      return one.id == finding.id && !asks_where;
    });
    if (!again && finding.id != word(FindingId::uneven)) causes.push_back(std::move(finding));
  }
  return causes;
}

bool are_met(const Need& need, const std::vector<verdict::FindingResult>& findings) {
  return std::ranges::equal(need.findings, causes_in(findings, need), is_met);
}

/// Those that the same step of the whole case has not.
std::vector<verdict::FindingResult> new_findings(const verdict::StepResult& step,
                                                 const verdict::CaseResult& whole) {
  std::vector<verdict::FindingResult> fresh = step.findings;
  for (const verdict::StepResult& before : whole.steps) {
    if (before.number != step.number) continue;
    for (const verdict::FindingResult& old : before.findings) {
      std::erase_if(fresh, [&](const verdict::FindingResult& one) {
        return one.id == old.id && one.at == old.at;
      });
    }
  }
  return fresh;
}

/// What the trials of a need showed; the first that speaks against it is the reason.
class NeedJudge {
 public:
  NeedJudge(const Need& need, const verdict::CaseResult& whole,
            const std::vector<verdict::CaseResult>& results)
      : need_(need),
        whole_(whole),
        trials_(need_trials(need)),
        results_(results),
        found_(unjudged(need, "")) {}

  verdict::NeedResult judge() {
    found_.judged = all_ran();
    if (!found_.judged) return std::move(found_);
    for (size_t i = 0; i + 1 < trials_.size() && found_.reason.empty(); ++i)
      require_pass(trials_[i], results_[i]);
    if (found_.reason.empty()) require_failure(results_[trials_.size() - 1]);
    found_.proven = found_.reason.empty();
    return std::move(found_);
  }

 private:
  std::string without() const {
    if (need_.items.size() == 1) return "without it";
    return need_.items.size() == 2 ? "without both" : "without all of them";
  }

  bool all_ran() {
    for (size_t i = 0; i < trials_.size(); ++i) {
      if (i < results_.size() && results_[i].verdict != verdict::Verdict::error &&
          results_[i].verdict != verdict::Verdict::skipped)
        continue;
      const std::string why = i < results_.size() ? results_[i].reason : "it was not run";
      found_.reason = fmt::format("the lab without {} gave no result: {}",
                                  joined(trials_[i].removed, ", "), why);
      return false;
    }
    return true;
  }

  void require_pass(const NeedTrial& trial, const verdict::CaseResult& result) {
    if (result.verdict == verdict::Verdict::passed) return;
    const verdict::StepResult* broken = first_broken(result);
    found_.reason =
        fmt::format("what is left does not suffice: without {} {}", joined(trial.removed, " and "),
                    broken ? breakage_text(*broken) : result.reason);
  }

  void require_failure(const verdict::CaseResult& result) {
    const verdict::StepResult* broken = first_broken(result);
    if (broken == nullptr) {
      found_.reason = fmt::format("not needed: the case passes {}", without());
      return;
    }
    const verdict::StepResult* step = need_.step.empty() ? broken : named_step(result, need_.step);
    const bool breaks_there = step != nullptr && step->verdict == verdict::Verdict::failed;
    describe(breaks_there ? *step : *broken);
    if (!breaks_there) {
      complain(*broken, fmt::format("not at step {}", need_.step));
    } else if (need_.outcome && !ended_as(*step, *need_.outcome)) {
      complain(*step, "not as " + need_.outcome->text());
    } else if (!need_.findings.empty() && !has_the_findings(*step)) {
      complain(*step, (step->findings.empty() ? "without " : "not with ") + found_.expected);
    }
  }

  bool has_the_findings(const verdict::StepResult& step) const {
    return are_met(need_, step.findings) || are_met(need_, new_findings(step, whole_));
  }

  void describe(const verdict::StepResult& step) {
    found_.outcome = broken_outcome(step);
    found_.finding = joined(finding_texts(step), ", ");
    found_.step = step.name;
  }

  void complain(const verdict::StepResult& step, const std::string& instead) {
    found_.reason = fmt::format("{} {}, {}", without(), breakage_text(step), instead);
  }

  const Need& need_;
  const verdict::CaseResult& whole_;
  std::vector<NeedTrial> trials_;
  const std::vector<verdict::CaseResult>& results_;
  verdict::NeedResult found_;
};

using ItemNames = std::vector<std::string>;

ItemNames all_but(const ItemNames& items, const std::string& one) {
  ItemNames rest = items;
  std::erase(rest, one);
  return rest;
}

void add_distinct(std::vector<NeedTrial>& trials, ItemNames removed) {
  const bool known =
      std::ranges::any_of(trials, [&](const NeedTrial& trial) { return trial.removed == removed; });
  if (!known) trials.push_back({std::move(removed), true, ""});
}

}  // namespace

std::vector<NeedTrial> need_trials(const Need& need) {
  std::vector<NeedTrial> trials;
  if (need.items.size() > 1) {
    for (const std::string& item : need.items) add_distinct(trials, {item});
    for (const std::string& item : need.items) add_distinct(trials, all_but(need.items, item));
  }
  trials.push_back({need.items, false, need.step});
  return trials;
}

Case deployment_of(const NeedTrial& trial, const Case& whole) {
  return without_items(whole, trial.removed);
}

verdict::NeedResult unjudged(const Need& need, const std::string& reason) {
  verdict::NeedResult result;
  result.item = joined(need.items, " or ");
  result.expected = expected_text(need);
  result.reason = reason;
  result.place = need.place;
  return result;
}

verdict::NeedResult judge_need(const Need& need, const verdict::CaseResult& whole,
                               const std::vector<verdict::CaseResult>& results) {
  return NeedJudge(need, whole, results).judge();
}

void take_needs(verdict::CaseResult& result, std::vector<verdict::NeedResult> needs) {
  result.needs = std::move(needs);
  for (const verdict::NeedResult& need : result.needs) {
    if (need.proven || result.verdict == verdict::Verdict::error) continue;
    result.verdict = need.judged ? verdict::Verdict::failed : verdict::Verdict::error;
    if (!need.judged) result.reason = fmt::format("need {}: {}", need.item, need.reason);
  }
}

}  // namespace hopproof::ablate
