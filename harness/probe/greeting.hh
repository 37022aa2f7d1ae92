#pragma once

#include "harness/base/address.hh"

#include <string>
#include <string_view>

namespace hopproof::probe {

/// "I am rs1, you are 1.65.15.141 port 40000": how a built-in server begins its answer.
std::string greeting(std::string_view name, const Endpoint& peer);

/// The name in an answer with a line that begins "I am NAME,"; "" when none does.
std::string greeted_name(std::string_view answer);

}  // namespace hopproof::probe
