#include "harness/fix/unified_diff.hh"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace hopproof::fix {
namespace {

using Lines = std::vector<std::string_view>;

constexpr size_t context_lines = 3;

Lines lines_of(std::string_view text) {
  Lines lines;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

struct Entry {
  char mark;  ///< ' ', '-', '+'
  std::string_view line;
};

/// How long a common run the lines from here on have, for every pair of places.
std::vector<std::vector<int>> common_lengths(const Lines& before, const Lines& after) {
  std::vector<std::vector<int>> length(before.size() + 1, std::vector<int>(after.size() + 1));
  for (size_t i = before.size(); i-- > 0;) {
    for (size_t j = after.size(); j-- > 0;) {
      length[i][j] = before[i] == after[j] ? length[i + 1][j + 1] + 1
                                           : std::max(length[i + 1][j], length[i][j + 1]);
    }
  }
  return length;
}

/// Every line of both, with what became of it. What both begin and end with is not compared.
std::vector<Entry> compare(Lines before, Lines after) {
  std::vector<Entry> entries;
  size_t head = 0;
  while (head < std::min(before.size(), after.size()) && before[head] == after[head])
    entries.push_back({' ', before[head++]});
  Lines tail;
  while (before.size() > head && after.size() > head && before.back() == after.back()) {
    tail.push_back(before.back());
    before.pop_back();
    after.pop_back();
  }
  before.erase(before.begin(), before.begin() + std::ptrdiff_t(head));
  after.erase(after.begin(), after.begin() + std::ptrdiff_t(head));
  const auto length = common_lengths(before, after);
  for (size_t i = 0, j = 0; i < before.size() || j < after.size();) {
    if (i < before.size() && j < after.size() && before[i] == after[j]) {
      entries.push_back({' ', before[i++]});
      ++j;
    } else if (i < before.size() && (j == after.size() || length[i + 1][j] >= length[i][j + 1])) {
      entries.push_back({'-', before[i++]});
    } else {
      entries.push_back({'+', after[j++]});
    }
  }
  for (auto line = tail.rbegin(); line != tail.rend(); ++line) entries.push_back({' ', *line});
  return entries;
}

struct Hunk {
  size_t begin = 0, end = 0;  ///< of the entries
};

std::vector<Hunk> hunks_of(const std::vector<Entry>& entries) {
  std::vector<Hunk> hunks;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].mark == ' ') continue;
    const size_t begin = i < context_lines ? 0 : i - context_lines;
    const size_t end = std::min(i + 1 + context_lines, entries.size());
    if (!hunks.empty() && begin <= hunks.back().end)
      hunks.back().end = end;
    else
      hunks.push_back({begin, end});
  }
  return hunks;
}

size_t count_of(const std::vector<Entry>& entries, size_t begin, size_t end, char except) {
  return size_t(std::count_if(entries.begin() + std::ptrdiff_t(begin),
                              entries.begin() + std::ptrdiff_t(end),
                              [&](const Entry& entry) { return entry.mark != except; }));
}

}  // namespace

std::string unified_diff(std::string_view file, std::string_view before, std::string_view after) {
  const std::vector<Entry> entries = compare(lines_of(before), lines_of(after));
  std::string text;
  for (const Hunk& hunk : hunks_of(entries)) {
    text += fmt::format("@@ -{},{} +{},{} @@\n", count_of(entries, 0, hunk.begin, '+') + 1,
                        count_of(entries, hunk.begin, hunk.end, '+'),
                        count_of(entries, 0, hunk.begin, '-') + 1,
                        count_of(entries, hunk.begin, hunk.end, '-'));
    for (size_t i = hunk.begin; i < hunk.end; ++i)
      text += fmt::format("{}{}\n", entries[i].mark, entries[i].line);
  }
  return text.empty() ? "" : fmt::format("--- a/{0}\n+++ b/{0}\n{1}", file, text);
}

}  // namespace hopproof::fix
