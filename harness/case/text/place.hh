#pragma once

namespace hopproof {

/// Where a word is in the case file: line and column count from 1, length in bytes (0:
/// unknown).
struct Place {
  int line = 0;
  int column = 0;
  int length = 0;
};

}  // namespace hopproof
