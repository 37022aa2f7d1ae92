#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hopproof::elsewhere {

/// A port as tcpdump prints it: a number, or without -nn one of the names of /etc/services that
/// balanced services have. nullopt for any other word, as the last part of a host's name is.
std::optional<uint16_t> port_of(std::string_view word);

/// For a name that is not among them, behind an address: the same number for the same name.
uint16_t stand_in_port(std::string_view name);

}  // namespace hopproof::elsewhere
