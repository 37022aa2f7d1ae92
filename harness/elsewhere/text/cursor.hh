#pragma once

#include "harness/base/text.hh"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hopproof::elsewhere {

/// What is left of a text. What take...() finds at its beginning is gone from it; what it does not
/// find leaves all as it was.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  std::string_view rest() const { return rest_; }
  bool empty() const { return rest_.empty(); }
  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
  }

  bool take(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }
  /// What stands before `mark`, which is taken too.
  std::optional<std::string_view> take_until(std::string_view mark) {
    const size_t at = rest_.find(mark);
    if (at == rest_.npos) return std::nullopt;
    const auto before = rest_.substr(0, at);
    rest_.remove_prefix(at + mark.size());
    return before;
  }
  /// Up to the next blank, which stays.
  std::string_view take_word() {
    const auto word = rest_.substr(0, std::min(rest_.find_first_of(" \t\r\n"), rest_.size()));
    rest_.remove_prefix(word.size());
    return word;
  }
  /// Digits of a number that fits; in base 16 without 0x.
  template <typename Number>
  std::optional<Number> take_number(int base = 10) {
    Number number = 0;
    const auto [end, error] =
        std::from_chars(rest_.data(), rest_.data() + rest_.size(), number, base);
    if (error != std::errc{} || end == rest_.data()) return std::nullopt;
    rest_.remove_prefix(size_t(end - rest_.data()));
    return number;
  }

 private:
  std::string_view rest_;
};

/// The number behind the first `key` in the text: of "id " in "ttl 64, id 17,".
template <typename Number>
std::optional<Number> number_behind(std::string_view text, std::string_view key) {
  const size_t at = text.find(key);
  if (at == text.npos) return std::nullopt;
  return Cursor(text.substr(at + key.size())).take_number<Number>();
}

}  // namespace hopproof::elsewhere
