#pragma once

#include "harness/case/case.hh"

#include <string>
#include <vector>

namespace hopproof::imports {

/// An item that one of two deployments has.
struct Drift {
  std::string node, section;  ///< "lb1", "ipvs"; section "": the node itself
  std::string text;           ///< "-a -t 10.0.0.1:80 -r 10.1.0.5:80 -m -w 1"
  bool is_new = false;        ///< the second one has it
  Place place;                ///< in the file that has it
};

/// What differs between two collections of one deployment, node by node in the order of the first.
/// Names of networks do not count, and the order of lines only where rules of a packet filter
/// stand: there a line that moved is one less and one more.
std::vector<Drift> drift_between(const Case& before, const Case& now);

}  // namespace hopproof::imports
