#pragma once

#include "harness/case/text/place.hh"
#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::reports {

/// Something to be said at a place of a case file.
struct SarifNote {
  std::string rule;   ///< a finding, a lint name, "claim", "case-file"
  std::string level;  ///< error, warning, note
  std::string text, file;
  Place place;
};

/// SARIF 2.1.0 (OASIS), one run: what code hosts show beside the lines of a change.
std::string to_sarif(const std::string& version, const std::vector<SarifNote>& notes);

/// Of a run: claims that did not hold, their causes, warnings, and cases that could not run.
std::string to_sarif(const verdict::RunResult& run);

}  // namespace hopproof::reports
