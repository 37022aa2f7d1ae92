#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hopproof {

/// Text of any length of which the head and the tail are kept, `most` bytes in all; what is between
/// them is counted.
class BoundedText {
 public:
  explicit BoundedText(size_t most) : half_(most / 2) {}

  void append(std::string_view text);
  /// All that was appended, in bytes.
  size_t size() const { return size_; }
  /// Head and tail; where something is missing, a line between them says how much.
  std::string text() const;

 private:
  size_t half_;
  size_t size_ = 0;
  std::string head_, tail_;
};

/// At most `most` bytes of a text, in the same way.
std::string shortened(std::string_view text, size_t most);

/// The first and the last lines of a text, `most` in all, for a message; long ones are shortened.
std::string few_lines(std::string_view text, size_t most);

}  // namespace hopproof
