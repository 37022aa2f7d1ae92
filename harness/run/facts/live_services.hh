#pragma once

#include "harness/verdict/lab_facts.hh"

#include <string_view>
#include <vector>

namespace hopproof::run {

/// Reads what `ipvsadm -Sn` prints; lines that are none of its own are left out.
std::vector<verdict::ServiceFact> parse_services(std::string_view ipvsadm_save);

}  // namespace hopproof::run
