#pragma once

#include "harness/case/case.hh"

#include <string>

namespace hopproof::fix {

/// True when a case claims that something fails: an outcome other than answered, an exit status
/// other than 0, or a finding.
bool claims_failure(const Case& deployment);

/// The same case with another end: every probe is answered, and commands may end as they like. What
/// was claimed of hops, servers and counters is dropped.
Case to_be_answered(const Case& deployment);

}  // namespace hopproof::fix
