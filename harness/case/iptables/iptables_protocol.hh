#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// The name of a protocol given by name or number, "tcp" for TCP, tcp and 6; the number itself
/// where it has no name here, "all" for 0; nullopt when it is none.
std::optional<std::string> protocol_name(std::string_view word);

/// The port of a number, or of a service name that firewall rules commonly use.
std::optional<int> port_number(std::string_view word);
const std::vector<std::string>& service_names();

}  // namespace hopproof
