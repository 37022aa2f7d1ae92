#pragma once

#include "harness/case/case.hh"
#include "harness/case/text/diagnostic.hh"

#include <optional>
#include <string>
#include <vector>

namespace hopproof {

/// Limits of a case file; more is an error that names the limit.
struct CaseLimits {
  static constexpr size_t bytes = size_t{256} * 1024;
  static constexpr int depth = 32;
  static constexpr size_t nodes = 64;
  static constexpr size_t networks = 256;
  static constexpr size_t rules = 4096;  ///< lines of configuration in all
};

struct LoadedCase {
  std::optional<Case> parsed;           ///< nullopt when there is an error
  std::vector<Diagnostic> diagnostics;  ///< errors and warnings, all of them
  std::string source;
};

/// Reads and checks a case. Never throws for bad text; every error of the file is reported.
LoadedCase parse_case(std::string source, std::string file_name);

/// The same for a file; an unreadable file is one diagnostic at line 0.
LoadedCase load_case(const std::string& path);

/// The JSON schema (draft-07) of the language, from the table that the parser uses.
std::string case_schema();

}  // namespace hopproof
