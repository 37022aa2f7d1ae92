#include "harness/base/bounded_text.hh"

#include "harness/base/text.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {

// The tail may grow to twice its size before its front is dropped: so each byte is moved once.
void BoundedText::append(std::string_view text) {
  size_ += text.size();
  const size_t room = std::min(half_ - head_.size(), text.size());
  head_ += text.substr(0, room);
  text.remove_prefix(room);
  if (text.size() > half_) text.remove_prefix(text.size() - half_);
  tail_ += text;
  if (tail_.size() > 2 * half_) tail_.erase(0, tail_.size() - half_);
}

std::string BoundedText::text() const {
  const std::string_view tail =
      std::string_view(tail_).substr(tail_.size() - std::min(tail_.size(), half_));
  const size_t left_out = size_ - head_.size() - tail.size();
  if (left_out == 0) return head_ + std::string(tail);
  return fmt::format("{}\n[... {} bytes are left out here ...]\n{}", head_, left_out, tail);
}

std::string shortened(std::string_view text, size_t most) {
  BoundedText bounded(most);
  bounded.append(text);
  return bounded.text();
}

std::string few_lines(std::string_view text, size_t most) {
  constexpr size_t longest_line = 400;
  const std::vector<std::string_view> lines = lines_of(text);
  const size_t half = lines.size() > most ? most / 2 : lines.size();
  std::string shown;
  for (size_t i = 0; i < half; ++i) shown += shortened(lines[i], longest_line) + "\n";
  if (half == lines.size()) return shown;
  shown += "[...]\n";
  for (size_t i = lines.size() - half; i < lines.size(); ++i)
    shown += shortened(lines[i], longest_line) + "\n";
  return shown;
}

}  // namespace hopproof
