#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::reports {

/// "one-arm/masquerade": what a case is called in ctest and in reports. Of a run that does not say
/// so itself it is read from the path of the file.
std::string case_id(const verdict::CaseResult& result);

/// The folder of that name: "one-arm", "" for a case outside of any folder.
std::string topic_of(const verdict::CaseResult& result);

}  // namespace hopproof::reports
