#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// How a connection, or a program, ended.
struct Outcome {
  enum class Kind { answered, refused, reset, timeout, unreachable, stalled, failed, any };
  Kind kind = Kind::answered;
  /// unreachable: ENETUNREACH, EHOSTUNREACH, EACCES, ...; 0 in an expectation: whichever.
  int error_number = 0;

  std::string text() const;  ///< "unreachable EHOSTUNREACH"
  /// "answered", "unreachable EHOSTUNREACH"; nullopt when it is none of the words.
  static std::optional<Outcome> parse(std::string_view text);
  /// True when `seen` is what this outcome, as an expectation, asks for.
  bool admits(const Outcome& seen) const;
  bool operator==(const Outcome&) const = default;
};

const std::vector<std::string>& outcome_words();

}  // namespace hopproof
