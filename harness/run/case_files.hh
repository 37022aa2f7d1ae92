#pragma once

#include <string>
#include <vector>

namespace hopproof::run {

/// The case files that the arguments mean: a file itself; of a folder every *.yaml below it,
/// sorted, except files in folders named must-fail and must-not-parse (unless such a folder
/// itself is named). Throws HostError for a path that does not exist.
std::vector<std::string> find_case_files(const std::vector<std::string>& arguments);

}  // namespace hopproof::run
