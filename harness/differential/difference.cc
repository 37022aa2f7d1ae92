#include "harness/differential/difference.hh"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace hopproof::differential {
namespace {

constexpr std::string_view expires = " expires ";

/// The line up to its last number when that one is a time.
std::pair<std::string_view, int> timed(std::string_view line) {
  const size_t at = line.rfind(expires);
  if (!line.starts_with("connection ") || at == std::string_view::npos) return {line, 0};
  return {line.substr(0, at), std::atoi(line.data() + at + expires.size())};
}

/// Seconds. A template shows more than a minute as long as no follower has kept it.
int tolerance(std::string_view connection, int longest, Lateness lateness) {
  constexpr int kept_for = 60, exact = 1;
  const bool is_template = connection.find(":0 ") != std::string_view::npos;
  return is_template && longest <= kept_for
             ? exact + static_cast<int>(lateness.kept_templates.count())
             : exact;
}

bool are_alike(std::string_view left, std::string_view right, Lateness lateness) {
  const auto [left_text, left_seconds] = timed(left);
  const auto [right_text, right_seconds] = timed(right);
  return left_text == right_text &&
         std::abs(left_seconds - right_seconds) <=
             tolerance(left_text, std::max(left_seconds, right_seconds), lateness);
}

bool is_step(std::string_view line) {
  return !line.starts_with("  ") && !line.starts_with("connection ") &&
         !line.starts_with("counters ");
}

}  // namespace

std::optional<Difference> compare(const Outcome& left, const Outcome& right, Lateness lateness) {
  std::string step;
  for (size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const std::string l = i < left.size() ? left[i] : "", r = i < right.size() ? right[i] : "";
    if (are_alike(l, r, lateness)) {
      if (is_step(l)) step = l;
      continue;
    }
    const bool in_tables = !l.starts_with("  ") && !r.starts_with("  ");
    return Difference{in_tables ? "the tables" : step, l, r};
  }
  return std::nullopt;
}

}  // namespace hopproof::differential
