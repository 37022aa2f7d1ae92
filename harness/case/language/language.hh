#pragma once

#include "harness/case/language/shape.hh"

#include <vector>

namespace hopproof {

/// The case language, version 1, from the top.
const Shape& case_shape();

/// The keys of a probe: those of its kinds say what goes with them.
const KeyTable& probe_table();

/// Every table of keys in it, the case's own first.
const std::vector<const KeyTable*>& key_tables();

}  // namespace hopproof
