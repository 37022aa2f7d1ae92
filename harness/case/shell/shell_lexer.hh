#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// Whether a word is one of a table.
inline bool is_shell_word(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

/// A token of a shell's text (POSIX.1-2017, Shell Command Language, 2.3).
struct ShellToken {
  enum class Kind { word, io_number, op, newline, end };
  Kind kind = Kind::end;
  std::string text;     ///< an operator, or a word without its quotes
  bool literal = true;  ///< of a word: the shell expands nothing in it
  bool quoted = false;  ///< of a word: some of it is quoted, so it is no reserved word
  size_t end = 0;       ///< where it ends in the text
};

/// Cuts a shell's text into tokens. Here-documents are skipped at the end of their line; the texts
/// of command substitutions are kept for whoever wants to read them.
class ShellLexer {
 public:
  explicit ShellLexer(std::string_view text) : text_(text) {}

  ShellToken next();
  /// A quote, substitution or here-document was open at the end of the text.
  bool open() const { return open_; }
  /// What stood in $(...) and `...` so far.
  const std::vector<std::string>& substitutions() const { return substitutions_; }

 private:
  struct HereDocument {
    std::string delimiter;
    bool strips_tabs = false;
  };

  bool at_end() const { return at_ >= text_.size(); }
  char peek(size_t ahead = 0) const;
  void skip_blanks_and_comment();
  ShellToken newline();
  ShellToken op();
  ShellToken word();
  void take_piece(ShellToken& word);
  void single_quoted(ShellToken& word);
  void double_quoted(ShellToken& word);
  void dollar();
  void backquoted();
  void skip_braces();
  size_t end_of_arithmetic(size_t from) const;
  size_t end_of_brackets(size_t from);
  void skip_here_documents();

  static constexpr int deepest = 30;  ///< substitutions in substitutions: more are taken for open

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
  bool open_ = false;
  std::vector<HereDocument> waiting_;  ///< their text begins with the next line
  bool delimiter_follows_ = false, strips_tabs_ = false;
  std::vector<std::string> substitutions_;
};

}  // namespace hopproof
