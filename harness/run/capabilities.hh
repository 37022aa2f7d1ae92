#pragma once

#include <string>
#include <vector>

namespace hopproof::run {

/// Something the host can do or not, found by trying it in a process of its own.
struct Capability {
  std::string name;        ///< "network namespaces"
  std::string needed_for;  ///< lab: every case; ipvs: the kernel as director; programs: some cases
  bool works = false;
  std::string why;  ///< what was tried and seen, and what to do where it does not work
};

std::vector<Capability> try_capabilities();

}  // namespace hopproof::run
