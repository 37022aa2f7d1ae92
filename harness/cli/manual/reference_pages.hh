#pragma once

#include <string>

namespace hopproof::cli {

/// hopproof-case(5): every key of the case language, as `hopproof explain` says it.
std::string case_language_page(const std::string& date);

/// hopproof-findings(7): the catalogue of causes, in the order in which they take effect.
std::string findings_page(const std::string& date);

}  // namespace hopproof::cli
