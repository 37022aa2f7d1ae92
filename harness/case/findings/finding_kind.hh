#pragma once

#include "harness/case/findings/finding_id.hh"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// One cause that a diagnosis can name. Texts are whole sentences without a case's own names:
/// CIP, VIP, DIP and RIP stand for them.
struct FindingKind {
  FindingId id{};
  std::string cause;      ///< one sentence
  std::string evidence;   ///< what it rests on
  std::string rules_out;  ///< what cannot be the cause then; "" for unexplained
  std::string remedy;     ///< in the user's own commands
  std::string not_seen;   ///< where it was looked for and not seen; "" for one that was
};

/// The catalogue (findings.yaml), one for each FindingId, in the same order.
std::span<const FindingKind> finding_kinds();

const FindingKind& finding_kind(FindingId id);

/// Every id as a case writes it, in the catalogue's order.
const std::vector<std::string>& finding_ids();

/// The entry as a reader is to see it; nullopt when there is no such finding.
std::optional<std::string> explain_finding(std::string_view id);

}  // namespace hopproof
