#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::imports {

/// The case's text, with what a run of it has shown as claims of each probe: outcome, finding, and
/// the way of the packets, hop by hop. Ports that the case does not name are cport at the client's
/// address and mport elsewhere. Of connections that differ, each server has claims of its own; what
/// cannot be told apart by servers is not claimed.
std::string with_expectations(const Case& deployment, const verdict::CaseResult& seen);

}  // namespace hopproof::imports
