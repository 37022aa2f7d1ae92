#include "engine/netfilter/translation/line_edit.hh"

#include <algorithm>

namespace hopproof {

void LineEdit::replace(int offset, int length, std::string text) {
  edits_.push_back({offset, length, std::move(text)});
}

void LineEdit::remove(int offset, int length) {
  while (offset > 0 && (line_[offset - 1] == ' ' || line_[offset - 1] == '\t')) --offset, ++length;
  replace(offset, length, "");
}

std::string LineEdit::result() const {
  auto edits = edits_;
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& a, const Edit& b) { return a.offset < b.offset; });
  std::string out;
  size_t done = 0;
  for (const Edit& edit : edits) {
    const size_t from = std::max(done, size_t(edit.offset));
    out.append(line_, done, from - done).append(edit.text);
    done = std::max(from, size_t(edit.offset + edit.length));
  }
  return out.append(line_, std::min(done, line_.size()));
}

}  // namespace hopproof
