#pragma once

#include "harness/cli/commands.hh"

#include <string>
#include <vector>

namespace hopproof::cli {

struct ManPage {
  std::string file;  ///< "hopproof-run.1"
  std::string text;  ///< mdoc(7)
};

/// A page for the program, one for each command that is not hidden, hopproof-case(5) of the case
/// language and hopproof-findings(7): from the tables that --help and explain print. `date` stands
/// on each: "December 1, 2026".
std::vector<ManPage> man_pages(const std::vector<Subcommand>& commands, const std::string& date);

}  // namespace hopproof::cli
