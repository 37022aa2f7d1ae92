#pragma once

#include "harness/ablate/need_trial.hh"
#include "harness/verdict/result.hh"

namespace hopproof {

/// What a need says before it is judged: "A or B", the findings that the case names, its place.
NeedResult unjudged(const Need& need, const std::string& reason);

/// Holds a need against the labs of its trials, in the order of need_trials(). It is proven only
/// when the last one failed, at the step that the need names (else at whichever breaks first), with
/// the named outcome and exactly the named findings in their order; findings that the `whole` case
/// has in that step as well need not be named. A lab that could not run leaves it unjudged.
NeedResult judge_need(const Need& need, const CaseResult& whole,
                      const std::vector<CaseResult>& results);

/// The verdict of a case that passed, when its needs are known: a need that is not proven fails it;
/// one whose lab could not run makes it an error.
void take_needs(CaseResult& result, std::vector<NeedResult> needs);

}  // namespace hopproof
