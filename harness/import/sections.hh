#pragma once

#include "harness/import/source.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hopproof::imports {

/// What one command printed.
struct Section {
  std::string space;    ///< of which network namespace; "": the host's own
  std::string command;  ///< "ip -j -d addr"; "": the content alone tells
  std::string status;   ///< "0", or why there is no output; "": not known
  std::string text;     ///< whole lines
  int line = 0;         ///< of the first of them, from 1

  bool failed() const { return !status.empty() && status != "0"; }
};

/// The sections of a collect file, in its order. Empty when it is none.
std::vector<Section> sections_of_collect_file(std::string_view text);

}  // namespace hopproof::imports
