#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::ablate {

/// One lab that a need asks for: the case without some of its items.
struct NeedTrial {
  std::vector<std::string> removed;
  bool must_pass = false;  ///< of a set "A or B": what is left suffices
  std::string until;       ///< go on past steps that fail until this one; "": the first ends it
};

/// What proves a need. One item: the case without it must fail. A set: without any one of its
/// items, and with any one of them alone, the case passes; without all it must fail. The trial that
/// must fail is the last.
std::vector<NeedTrial> need_trials(const Need& need);

/// The case of a trial.
Case deployment_of(const NeedTrial& trial, const Case& whole);

/// What a need says before it is judged: "A or B", the findings that the case names, its place.
verdict::NeedResult unjudged(const Need& need, const std::string& reason);

/// Holds a need against the labs of its trials, in the order of need_trials(). It is proven only
/// when the last one failed, at the step that the need names (else at whichever breaks first), with
/// the named outcome and exactly the named findings in their order; findings that the `whole` case
/// has in that step as well need not be named. A lab that could not run leaves it unjudged.
verdict::NeedResult judge_need(const Need& need, const verdict::CaseResult& whole,
                               const std::vector<verdict::CaseResult>& results);

/// The verdict of a case that passed, when its needs are known: a need that is not proven fails it;
/// one whose lab could not run makes it an error.
void take_needs(verdict::CaseResult& result, std::vector<verdict::NeedResult> needs);

}  // namespace hopproof::ablate
