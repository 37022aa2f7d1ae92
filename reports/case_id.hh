#pragma once

#include <string>

namespace hopproof::reports {

/// "cases/one-arm/masquerade.yaml" -> "one-arm/masquerade": the name in ctest and in reports.
std::string case_id(const std::string& path);

/// The folder of that name: "one-arm", "" for a file outside of any folder.
std::string topic_of(const std::string& path);

}  // namespace hopproof::reports
