#include "reports/wrapped_text.hh"

#include <algorithm>

namespace hopproof::reports {
namespace {

constexpr size_t width = 100;

}  // namespace

std::string wrapped(std::string_view text, std::string_view indent) {
  std::string out, line;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find(' ', start), text.size());
    const std::string_view word = text.substr(start, end - start);
    if (!line.empty() && indent.size() + line.size() + 1 + word.size() > width) {
      out += line + "\n" + std::string(indent);
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
    start = end + 1;
  }
  return out + line + "\n";
}

}  // namespace hopproof::reports
