#pragma once

#include "harness/case/route/route.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hopproof {

/// "blackhole": a type; nullopt: no route type at all; an empty inner one: a type of iproute2 that
/// no case needs.
std::optional<std::optional<Route::Type>> find_route_type(std::string_view word);

/// default, all, any.
bool is_any_word(std::string_view word);

/// A word that `ip route` knows and a case does not.
bool is_other_route_word(std::string_view word);

/// A number above 0, or main, local, default.
std::optional<uint32_t> parse_table(std::string_view word);
std::string table_error(std::string_view word);

/// A number to 255, or global, site, link, host, nowhere.
std::optional<uint8_t> parse_scope(std::string_view word);
std::string scope_error(std::string_view word);

/// 1 to 15 bytes without blanks and slashes, as the kernel's dev_valid_name.
bool is_interface_name(std::string_view word);

}  // namespace hopproof
