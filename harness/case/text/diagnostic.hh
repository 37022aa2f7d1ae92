#pragma once

#include "harness/case/text/place.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

enum class Severity { error, warning };

/// One thing wrong with a case file, and where.
struct Diagnostic {
  Place place;
  std::string message;
  Severity severity = Severity::error;
};

/// A word of a line that does not parse: where in the line (offset in bytes) and why.
struct LineError {
  int offset = 0;
  int length = 0;
  std::string message;
  Severity severity = Severity::error;
};

/// "file:line:col: error: message", the quoted line, and a caret under the word; one text for all,
/// sorted by place. Control characters of the source are shown as '?'.
std::string render(const std::vector<Diagnostic>& diagnostics, std::string_view file_name,
                   std::string_view source);

/// The quoted line and the caret only, each line ending with '\n'.
std::string quote(const Place& place, std::string_view source);

bool has_errors(const std::vector<Diagnostic>& diagnostics);

}  // namespace hopproof
