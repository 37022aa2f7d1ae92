#include "harness/case/text/words.hh"

#include "harness/base/text.hh"

#include <charconv>

namespace hopproof {
namespace {

constexpr size_t longest_line = 4096;

/// Reads one word at a time from a line.
class Splitter {
 public:
  explicit Splitter(std::string_view line) : line_(line) {}

  bool skip_blanks() {
    while (at_ < line_.size() && is_blank(line_[at_])) ++at_;
    return at_ < line_.size();
  }

  std::variant<Token, LineError> read() {
    Token word{.text = "", .offset = int(at_), .length = 0};
    while (at_ < line_.size() && !is_blank(line_[at_])) {
      const char c = line_[at_];
      const bool quote = c == '\'' || c == '"';
      if (quote && !read_quoted(c, word.text)) return open_quote_;
      if (!quote) read_plain(word.text);
    }
    word.length = int(at_) - word.offset;
    return word;
  }

 private:
  void read_plain(std::string& text) {
    if (line_[at_] == '\\' && at_ + 1 < line_.size()) ++at_;
    text += line_[at_++];
  }

  bool read_quoted(char quote, std::string& text) {
    const size_t start = at_++;
    while (at_ < line_.size() && line_[at_] != quote) {
      const bool escape = quote == '"' && line_[at_] == '\\' && at_ + 1 < line_.size() &&
                          std::string_view("\"\\$`").find(line_[at_ + 1]) != std::string_view::npos;
      if (escape) ++at_;
      text += line_[at_++];
    }
    if (at_ < line_.size()) return ++at_, true;
    open_quote_ = {.offset = int(start), .length = 1, .message = "this quote is never closed"};
    return false;
  }

  std::string_view line_;
  size_t at_ = 0;
  LineError open_quote_;
};

}  // namespace

std::variant<std::vector<Token>, LineError> split_words(std::string_view line) {
  if (line.size() > longest_line) {
    return LineError{.offset = 0, .length = 1, .message = "the line is longer than 4096 bytes"};
  }
  std::vector<Token> words;
  Splitter splitter(line);
  while (splitter.skip_blanks()) {
    auto word = splitter.read();
    if (auto* error = std::get_if<LineError>(&word)) return std::move(*error);
    words.push_back(std::get<Token>(std::move(word)));
  }
  return words;
}

LineError error_at(const Token& word, std::string message) {
  return {.offset = word.offset, .length = word.length, .message = std::move(message)};
}

LineError error_inside(const Token& word, size_t start, size_t length, std::string message) {
  if (length == 0 || word.text.size() != size_t(word.length))
    return error_at(word, std::move(message));
  return {.offset = word.offset + int(start), .length = int(length), .message = std::move(message)};
}

Token part_of(const Token& word, size_t start, size_t length) {
  Token part{.text = word.text.substr(start, length), .offset = word.offset, .length = word.length};
  if (word.text.size() != size_t(word.length)) return part;
  part.offset += int(start);
  part.length = int(part.text.size());
  return part;
}

const Token& WordReader::peek(size_t ahead) const {
  static const Token nothing;
  return next_ + ahead < words_.size() ? words_[next_ + ahead] : nothing;
}

const Token& WordReader::take() {
  const Token& word = peek();
  if (!done()) ++next_;
  return word;
}

bool WordReader::take_if(std::string_view text) {
  if (done() || peek().text != text) return false;
  take();
  return true;
}

const Token& WordReader::last() const {
  static const Token nothing;
  if (words_.empty()) return nothing;
  return words_[next_ == 0 ? 0 : next_ - 1];
}

std::optional<uint32_t> parse_integer(std::string_view text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  const bool octal = !hex && text.size() > 1 && text.front() == '0';
  if (hex) text.remove_prefix(2);
  uint32_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, hex ? 16 : octal ? 8 : 10);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace hopproof
