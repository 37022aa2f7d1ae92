#include "harness/case/iptables/iptables_block.hh"

#include <optional>

#include <fmt/format.h>

namespace hopproof {
namespace {

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

std::string_view second_word(std::string_view text) {
  const size_t start = text.find_first_not_of(' ', first_word(text).size());
  return start == std::string_view::npos ? "" : first_word(text.substr(start));
}

void put_in_front(Line& line, const std::string& prefix) {
  line.text.insert(0, prefix);
  line.prefix += prefix.size();
}

/// Walks down what iptables-save prints and knows in which table it is.
class SaveReader {
 public:
  explicit SaveReader(ParseContext& context) : context_(context) {}

  /// The line as it would be typed; nullopt when nothing would be.
  std::optional<Line> read(Line line) {
    const char first = line.text.empty() ? '\0' : line.text.front();
    if (first == '*') return begin_table(line);
    if (line.text == "COMMIT") return end_table();
    if (first == ':') return read_chain(std::move(line));
    if (first == '[') skip_counters(line);
    if (!table_.empty() && !line.text.empty()) put_in_front(line, fmt::format("-t {} ", table_));
    return line;
  }

 private:
  std::optional<Line> begin_table(const Line& line) {
    table_ = first_word(std::string_view(line.text).substr(1));
    if (table_.empty()) line.report(context_, {0, 1, "a table is missing after '*'"});
    return std::nullopt;
  }

  std::optional<Line> end_table() {
    table_.clear();
    return std::nullopt;
  }

  std::optional<Line> read_chain(Line line) {
    const std::string chain(first_word(std::string_view(line.text).substr(1)));
    const std::string policy(second_word(line.text));
    if (chain.empty() || policy.empty()) {
      line.report(context_, {0, int(line.text.size()), "a chain is :CHAIN POLICY [PACKETS:BYTES]"});
      return std::nullopt;
    }
    if (policy == "ACCEPT") return std::nullopt;
    const std::string table = table_.empty() ? "" : fmt::format("-t {} ", table_);
    line.text = table + (policy == "-" ? "-N " + chain : fmt::format("-P {} {}", chain, policy));
    line.prefix = line.text.size();
    return line;
  }

  static void skip_counters(Line& line) {
    const size_t end = line.text.find("] ");
    if (end == std::string::npos) return;
    const size_t start = line.text.find_first_not_of(' ', end + 1);
    line.text.erase(0, start);
    line.offset += start;
  }

  ParseContext& context_;
  std::string table_;
};

}  // namespace

std::vector<Line> unfold_iptables_save(std::vector<Line> lines, ParseContext& context) {
  SaveReader reader(context);
  std::vector<Line> unfolded;
  for (Line& line : lines) {
    if (auto typed = reader.read(std::move(line))) unfolded.push_back(std::move(*typed));
  }
  return unfolded;
}

}  // namespace hopproof
