#pragma once

#include "finding_ids.hh"

#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

namespace hopproof {

/// How many causes a diagnosis can name. `FindingId` has them in the order in which they take
/// effect, as findings.yaml has (cmake/findings.cmake makes it from that file).
inline constexpr size_t finding_count = std::size(finding_words);

/// "reply-bypasses-director"
constexpr std::string_view word(FindingId id) { return finding_words[static_cast<size_t>(id)]; }

/// nullopt when there is no such finding.
constexpr std::optional<FindingId> parse_finding_id(std::string_view text) {
  for (size_t i = 0; i < finding_count; ++i) {
    if (finding_words[i] == text) return static_cast<FindingId>(i);
  }
  return std::nullopt;
}

}  // namespace hopproof
