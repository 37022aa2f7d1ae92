#pragma once

#include "harness/verdict/mismatch.hh"

#include <vector>

namespace hopproof::verdict {

/// Everything that one block of `expect` claims, against the connections that it is narrowed to.
/// `only_written`: a block of a list, in which nothing is claimed that is not written.
Mismatches check_block(const Expect& expect, bool only_written,
                       std::vector<Connection>& connections, const Evidence& evidence);

}  // namespace hopproof::verdict
