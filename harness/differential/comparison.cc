#include "harness/differential/comparison.hh"

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

constexpr int exact = 1, noticed_late = 8;

/// Of a template that is kept for its followers the kernel says so a minute after it has noticed,
/// which is up to 2 s late each time (see Pacer).
int tolerance(std::string_view connection, int longest, Timers timers) {
  constexpr int again = 60;
  const bool is_template = connection.find(":0 ") != std::string_view::npos;
  return timers == Timers::late && is_template && longest <= again ? noticed_late : exact;
}

bool are_alike(std::string_view left, std::string_view right, Timers timers) {
  const auto [left_text, left_seconds] = timed(left);
  const auto [right_text, right_seconds] = timed(right);
  return left_text == right_text &&
         std::abs(left_seconds - right_seconds) <=
             tolerance(left_text, std::max(left_seconds, right_seconds), timers);
}

bool is_step(std::string_view line) {
  return !line.starts_with("  ") && !line.starts_with("connection ") &&
         !line.starts_with("counters ");
}

}  // namespace

std::optional<Difference> compare(const Outcome& left, const Outcome& right, Timers timers) {
  std::string step;
  for (size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const std::string l = i < left.size() ? left[i] : "", r = i < right.size() ? right[i] : "";
    if (are_alike(l, r, timers)) {
      if (is_step(l)) step = l;
      continue;
    }
    const bool in_tables = !l.starts_with("  ") && !r.starts_with("  ");
    return Difference{in_tables ? "the tables" : step, l, r};
  }
  return std::nullopt;
}

}  // namespace hopproof::differential
