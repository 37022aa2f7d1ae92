#pragma once

#include <string>
#include <vector>

namespace hopproof::run {

/// What each of these case files is called in captures, links, reports and comparisons: its path
/// without .yaml, below the innermost folder `cases`; else below the working folder; else from the
/// root. It does not depend on the other files, unless two would be called the same: these have
/// their whole path.
std::vector<std::string> case_ids(const std::vector<std::string>& files,
                                  const std::string& working_folder);

}  // namespace hopproof::run
