#pragma once

#include "harness/differential/difference.hh"
#include "harness/differential/scenario.hh"

#include <string>
#include <string_view>

namespace hopproof::differential {

/// A scenario as a case file that a person can read and run: its packets are `send` probes, and
/// what differed is in `about`. The names are those of the two players.
std::string case_text(const Scenario& scenario, const Difference& difference, std::string_view left,
                      std::string_view right);

}  // namespace hopproof::differential
