#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// One cause that a diagnosis can name. Texts are whole sentences without a case's own names:
/// CIP, VIP, DIP and RIP stand for them.
struct FindingKind {
  std::string_view id;         ///< "reply-bypasses-director"
  std::string_view cause;      ///< one sentence
  std::string_view evidence;   ///< what it rests on
  std::string_view rules_out;  ///< what cannot be the cause then
  std::string_view remedy;     ///< in the user's own commands
  std::string_view not_seen;   ///< where it was looked for and not seen; "" for one that was
};

/// The catalogue, in the order in which causes bite: along the packet's way, the request first.
std::span<const FindingKind> finding_kinds();

/// nullptr when there is no such finding.
const FindingKind* find_finding_kind(std::string_view id);

/// Every id, in the catalogue's order.
const std::vector<std::string>& finding_ids();

/// The entry as a reader is to see it; nullopt when there is no such finding.
std::optional<std::string> explain_finding(std::string_view id);

}  // namespace hopproof
