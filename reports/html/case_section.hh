#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::html {

/// The anchor of a case in the page: every case has a link of its own.
std::string case_anchor(const CaseResult& result);

/// One case: its story, topology, steps, configuration with the engine's translation, tables and
/// the case file with the failing lines marked.
std::string case_section(const CaseResult& result);

}  // namespace hopproof::html
