#pragma once

#include "harness/case/text/place.hh"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// The text of a case file, and where its lines begin.
class SourceText {
 public:
  explicit SourceText(std::string text);

  std::string_view text() const { return text_; }
  /// The place of `length` bytes at `offset`, clipped to the end of their line.
  Place place(size_t offset, size_t length) const;
  /// Line `number` (from 1) without its end; "" when there is none.
  std::string_view line(int number) const;

 private:
  std::string text_;
  std::vector<size_t> line_starts_;
};

/// What makes a text unreadable before its words are read: too long, empty, not UTF-8, control
/// characters. Columns and reports rely on it being none of them.
struct TextFault {
  size_t offset = 0;
  std::string message;
};
std::optional<TextFault> find_text_fault(std::string_view text);

}  // namespace hopproof
