#pragma once

#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::fix {

/// What a fix costs, as the run that proves it shows: servers that no longer see the client's
/// address, with the tuple that they saw; ICMP redirects that were sighted, which a server may take
/// for the shorter way.
std::vector<std::string> costs_of(const verdict::CaseResult& proof);

}  // namespace hopproof::fix
