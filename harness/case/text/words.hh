#pragma once

#include "harness/case/text/diagnostic.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hopproof {

/// One word of a line and where it is in it.
struct Token {
  std::string text;
  int offset = 0;  ///< bytes from the start of the line, of the opening quote if quoted
  int length = 0;
};

/// Splits as a shell does: blanks separate, '..' and ".." quote, '\' takes the next character as it
/// is. LineError: a quote left open, or a line of more than 4096 bytes.
std::variant<std::vector<Token>, LineError> split_words(std::string_view line);

LineError error_at(const Token& word, std::string message);

/// About `length` bytes of the word, from `start`; about the whole word when quotes moved them.
LineError error_inside(const Token& word, size_t start, size_t length, std::string message);

/// `length` bytes of a word, from `start`, as a word of its own.
Token part_of(const Token& word, size_t start, size_t length = std::string::npos);

/// The words of one line, taken one after another. Past the end every word is empty.
class WordReader {
 public:
  explicit WordReader(std::vector<Token> words = {}) : words_(std::move(words)) {}

  bool done() const { return next_ >= words_.size(); }
  const Token& peek(size_t ahead = 0) const;
  const Token& take();
  /// Takes the next word if it is this one.
  bool take_if(std::string_view text);
  /// The word taken last; the first one before any was taken.
  const Token& last() const;

 private:
  std::vector<Token> words_;
  size_t next_ = 0;
};

/// A number as strtoul reads it with base 0: 10, 0x0a, 012; nullopt for anything else.
std::optional<uint32_t> parse_integer(std::string_view text);

}  // namespace hopproof
