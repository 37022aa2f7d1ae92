#pragma once

#include "engine/netfilter/nft/ipvs_expression.hh"

#include <string>
#include <string_view>

namespace hopproof {

/// True for an option of `-m ipvs`: --ipvs, --vaddr, --vport, --vproto, --vmethod, --vdir,
/// --vportctl.
bool is_ipvs_option(std::string_view name);

/// True when a value follows it (all but --ipvs).
bool takes_value(std::string_view ipvs_option);

/// Reads one option into the expression; returns what is wrong with it, "" when nothing is.
/// Not for --ipvs, which says nothing about the connection.
std::string add_ipvs_option(IpvsExpression& expression, std::string_view name,
                            std::string_view value, bool negated);

/// The options that make this expression, as iptables-save prints them.
std::string ipvs_options(const IpvsExpression& expression);

}  // namespace hopproof
