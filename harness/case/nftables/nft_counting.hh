#pragma once

#include "harness/case/nftables/nftables.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// The comment of the rule at the end of a chain that counts what its policy drops.
inline constexpr std::string_view nft_policy_comment = "hopproof: what the policy drops";

/// The ruleset so that nft counts what each part takes: `counter` stands before the verdict of a
/// rule that has none, and a chain whose policy drops ends in a rule that counts. A rule that
/// looks its verdict up in a map is left as it is. No line gets another number.
std::string counted_ruleset(std::string text, const std::vector<NftPart>& parts);

}  // namespace hopproof
