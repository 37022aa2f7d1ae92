#include "harness/case/prints/ipset_print.hh"

#include "harness/case/ipset/ipset.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// Lines of a header of `ipset list` that say nothing to make a set from.
constexpr auto facts =
    std::to_array<std::string_view>({"Revision:", "References:", "Number", "Size"});

/// Walks down a listing and knows which set it is in.
class IpsetReader {
 public:
  Printed read(std::string_view text) {
    for (const PrintLine& line : print_lines(text)) read_line(line);
    return std::move(printed_);
  }

 private:
  void read_line(const PrintLine& line) {
    const std::string_view first = line.word(0);
    if (first == "Name:") {
      name_ = line.word(1);
      in_members_ = false;
    } else if (!name_.empty() && first == "Type:") {
      type_ = line.word(1);
    } else if (!name_.empty() && first == "Header:") {
      add(fmt::format("create {} {} {}", name_, type_, rest(line)), line);
    } else if (!name_.empty() && first == "Members:") {
      in_members_ = true;
    } else if (in_members_) {
      add(fmt::format("add {} {}", name_, line.text), line);
    } else if (name_.empty() || std::ranges::find(facts, first) == facts.end()) {
      add(std::string(line.text), line);
    }
  }

  /// Options of the header that `ipset create` takes: not those that only report.
  static std::string rest(const PrintLine& line) {
    std::string words;
    for (size_t i = 1; i < line.words.size(); ++i) {
      const std::string_view word = line.word(i);
      if (word == "bucketsize" || word == "initval") {
        ++i;
        continue;
      }
      words += (words.empty() ? "" : " ") + std::string(word);
    }
    return words;
  }

  void add(std::string text, const PrintLine& line) {
    while (text.ends_with(' ')) text.pop_back();
    const auto parsed = parse_ipset(text);
    if (const auto* error = std::get_if<LineError>(&parsed)) {
      printed_.unread.push_back({line.place, error->message});
    } else {
      printed_.items.push_back({std::move(text), line.place});
    }
  }

  std::string name_, type_;
  bool in_members_ = false;
  Printed printed_;
};

}  // namespace

Printed read_ipset_print(std::string_view text) { return IpsetReader().read(text); }

}  // namespace hopproof
