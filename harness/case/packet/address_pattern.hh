#pragma once

#include "harness/case/packet/pattern.hh"
#include "harness/case/text/words.hh"

#include <variant>

namespace hopproof {

/// Reads the word of a packet that says where it comes from or goes to, "CIP:cport".
std::variant<AddressPattern, LineError> parse_address_pattern(const Token& word);

/// True when a word cannot be anything but an address: "CIP:cport", "10.0.0.1", "VIP".
bool looks_like_address(std::string_view word);

}  // namespace hopproof
