#pragma once

#include "harness/case/prints/print.hh"

namespace hopproof {

/// Reads what `ipset save` or `ipset list` prints, as lines of ipset.
Printed read_ipset_print(std::string_view text);

}  // namespace hopproof
