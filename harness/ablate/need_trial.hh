#pragma once

#include "harness/case/case.hh"

#include <string>
#include <vector>

namespace hopproof {

/// One lab that a need asks for: the case without some of its items.
struct NeedTrial {
  std::vector<std::string> removed;
  bool must_pass = false;  ///< of a set "A or B": what is left suffices
  std::string until;       ///< go on past steps that fail until this one; "": the first ends it
};

/// What proves a need. One item: the case without it must fail. A set: without any one of its
/// items, and with any one of them alone, the case passes; without all it must fail. The trial that
/// must fail is the last.
std::vector<NeedTrial> need_trials(const Need& need);

/// The case of a trial.
Case deployment_of(const NeedTrial& trial, const Case& whole);

}  // namespace hopproof
