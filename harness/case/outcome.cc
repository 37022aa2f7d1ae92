#include "harness/case/outcome.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// What a socket call can report of an address that cannot be reached.
constexpr std::array<std::pair<std::string_view, int>, 9> error_names{{
    {"ENETUNREACH", ENETUNREACH},
    {"EHOSTUNREACH", EHOSTUNREACH},
    {"EACCES", EACCES},
    {"EPERM", EPERM},
    {"ENETDOWN", ENETDOWN},
    {"EHOSTDOWN", EHOSTDOWN},
    {"EADDRNOTAVAIL", EADDRNOTAVAIL},
    {"EPROTO", EPROTO},
    {"ENOPROTOOPT", ENOPROTOOPT},
}};

std::string error_name(int number) {
  const auto* found =
      std::ranges::find(error_names, number, &std::pair<std::string_view, int>::second);
  return found == error_names.end() ? fmt::format("errno {}", number) : std::string(found->first);
}

int error_number_of(std::string_view name) {
  const auto* found =
      std::ranges::find(error_names, name, &std::pair<std::string_view, int>::first);
  return found == error_names.end() ? 0 : found->second;
}

}  // namespace

const std::vector<std::string>& outcome_words() {
  static const std::vector<std::string> words{"answered",    "refused", "reset",  "timeout",
                                              "unreachable", "stalled", "failed", "any"};
  return words;
}

std::string Outcome::text() const {
  const std::string& word = outcome_words()[size_t(kind)];
  if (kind != Kind::unreachable || error_number == 0) return word;
  return word + " " + error_name(error_number);
}

std::optional<Outcome> Outcome::parse(std::string_view text) {
  const size_t blank = text.find(' ');
  const auto& words = outcome_words();
  const auto word = std::ranges::find(words, text.substr(0, blank));
  if (word == words.end()) return std::nullopt;
  Outcome outcome{.kind = Kind(word - words.begin())};
  if (blank == std::string_view::npos) return outcome;
  outcome.error_number = error_number_of(text.substr(blank + 1));
  if (outcome.kind != Kind::unreachable || outcome.error_number == 0) return std::nullopt;
  return outcome;
}

bool Outcome::admits(const Outcome& seen) const {
  if (kind == Kind::any) return true;
  return kind == seen.kind && (error_number == 0 || error_number == seen.error_number);
}

}  // namespace hopproof
