#pragma once

#include "harness/import/paste_kind.hh"
#include "harness/import/sections.hh"

#include <string_view>
#include <vector>

namespace hopproof::imports {

/// A part of a pasted text that is one print, as far as its lines tell.
struct PastedPrint {
  PasteKind kind = PasteKind::unknown;
  std::string host;    ///< by the prompt above it; "": no prompt
  bool is_v6 = false;  ///< of ip6tables
  Section section;
};

/// The prints in a text that a person pasted together: each begins at a prompt, or where the lines
/// become of another kind. Lines before the first print that is known are left out.
std::vector<PastedPrint> prints_of_paste(std::string_view text);

}  // namespace hopproof::imports
