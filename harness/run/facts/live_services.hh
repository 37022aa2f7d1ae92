#pragma once

#include "harness/verdict/lab_facts.hh"

#include <string_view>
#include <vector>

namespace hopproof {

/// Reads what `ipvsadm -Sn` prints; lines that are none of its own are left out.
std::vector<ServiceFact> parse_services(std::string_view ipvsadm_save);

}  // namespace hopproof
