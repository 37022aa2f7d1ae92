#pragma once

#include "harness/import/host.hh"
#include "harness/import/paste.hh"

#include <string>
#include <vector>

namespace hopproof::imports {

/// Adds what a pasted print says to its host. What it says and nothing can take is a remark, with
/// the line.
void read_print(const PastedPrint& print, const std::string& file, Host& host,
                std::vector<Remark>& remarks);

}  // namespace hopproof::imports
