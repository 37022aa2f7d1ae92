#pragma once

#include "harness/faults/fault.hh"

#include <cstdint>
#include <string>
#include <vector>

namespace hopproof::faults {

/// One deployment with one fault, or with two of which the first takes effect before the other.
struct Row {
  Deployment healthy;
  std::vector<Fault> faults;

  /// "udp: weight 0 at director"
  std::string title() const;
  /// The same as a file name, without its extension.
  std::string file_name() const;
  /// The deployment with its faults in it, and the text of its case.
  Deployment faulty() const;
  std::string case_text() const;
  bool is_pair() const { return faults.size() > 1; }
  /// All its faults can be told from the case alone.
  bool is_static() const;
};

/// `count` rows, the same for the same seed: every single fault of every deployment in an order
/// that the seed shuffles, before any of them comes again in other networks; one in six is a pair.
std::vector<Row> rows(uint64_t seed, size_t count);

}  // namespace hopproof::faults
