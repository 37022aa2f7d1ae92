#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::reports {

/// Workflow commands that make GitHub show each mismatch in the case file, at its line: `::error
/// file=,line=,col=,title=::message`; errors of cases that could not run, and lint as warnings.
std::string to_github_annotations(const verdict::RunResult& run);

/// A job summary in GitHub's Markdown: counts, the cases that failed with what was wanted and
/// seen, their findings, and the ladder of the failed step as a mermaid diagram. Below 1 MiB,
/// which is all that GitHub accepts; a note says what is left out.
std::string to_job_summary(const verdict::RunResult& run);

}  // namespace hopproof::reports
