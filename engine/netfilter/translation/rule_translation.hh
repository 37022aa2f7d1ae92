#pragma once

#include "engine/netfilter/nft/ipvs_expression.hh"

#include <string>
#include <string_view>
#include <variant>

namespace hopproof {

/// Why a rule cannot be translated: it is beyond what the engine can do (the case is skipped), or
/// no iptables would take it.
struct TranslationProblem {
  bool unsupported = false;
  std::string message;
};

/// The user's line of iptables or ip6tables for a kernel without xt_ipvs, whose mark is shared with
/// the engine (see marks.hh):
///  - `-m ipvs` with its options becomes one `-m mark --mark BIT/BIT`; new expressions take a bit;
///  - the user's own marks (mark and connmark matches, MARK, CONNMARK, TPROXY) are masked to the
///    lower 16 bits; a mark above 0xffff is unsupported.
/// Everything else stays as it was written, byte for byte. Lines that add no rule (-P, -F, -L)
/// pass.
std::variant<std::string, TranslationProblem> translate_rule(std::string_view line,
                                                             ExpressionBits& bits);

/// A rule as iptables-save prints it, with `-m ipvs` again where translate_rule() wrote a mark.
std::string written_rule(std::string_view line, const ExpressionBits& bits);

}  // namespace hopproof
