#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/result.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hopproof::lint {

/// What a deployment has that is valid and yet likely to fail: each with its place in the case
/// file, what will happen and what to do. Pure: nothing is run. In the order of the file.
std::vector<verdict::WarningResult> lint(const Case& deployment);

/// "file:line:col: warning: message", the quoted line with a caret, the remedy and the warning's
/// name.
std::string render(const std::vector<verdict::WarningResult>& warnings, std::string_view file_name,
                   std::string_view source);

}  // namespace hopproof::lint
