#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// raw, mangle, nat, filter, security.
const std::vector<std::string>& iptables_tables();

/// The chains that a table has from the start; empty for a table that does not exist.
const std::vector<std::string>& builtin_chains(std::string_view table);

bool is_builtin_chain(std::string_view table, std::string_view chain);

/// "mangle and nat": the tables that have this built-in chain; "" when none has.
std::string tables_with_chain(std::string_view chain);

}  // namespace hopproof
