#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// Replaces ranges of a line, all given by offsets into the original text.
class LineEdit {
 public:
  explicit LineEdit(std::string_view line) : line_(line) {}
  void replace(int offset, int length, std::string text);
  /// Removes the range and the blanks in front of it.
  void remove(int offset, int length);
  std::string result() const;

 private:
  struct Edit {
    int offset, length;
    std::string text;
  };
  std::string line_;
  std::vector<Edit> edits_;
};

}  // namespace hopproof
