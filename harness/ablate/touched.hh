#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/result.hh"

#include <set>
#include <string>

namespace hopproof::ablate {

/// The items that a run may have depended on: a route or an address that an address seen at its
/// node was looked up by, a rule that counted something, a service that was asked, and everything
/// that leaves no trace of its use (policy rules, sysctls off their default, programs, rules that
/// switch connection tracking on). Without all the others the run would have been the same. When
/// not every packet is in the result, all items are.
std::set<std::string> touched_items(const Case& ran, const verdict::CaseResult& result);

}  // namespace hopproof::ablate
