#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::reports {

/// The one sentence that says why a case did not pass: the first finding, else the first mismatch,
/// else the reason of a skip or an error; "" for a case that passed.
std::string failure_headline(const verdict::CaseResult& result);

/// All that a log should hold of a case that failed, as plain text: each failed step with its
/// findings, their evidence and remedies, then its mismatches; needs that are not proven; the
/// capture. Every line ends with '\n'.
std::string failure_text(const verdict::CaseResult& result);

/// A finding alone: its sentence, the place, evidence, what it rules out, and what to do.
std::string finding_text(const verdict::FindingResult& finding);

}  // namespace hopproof::reports
