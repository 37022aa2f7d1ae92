#include "harness/case/shell/shell_line.hh"

#include "harness/case/shell/shell_lexer.hh"
#include "harness/case/shell/shell_programs.hh"

#include <algorithm>
#include <array>

namespace hopproof {
namespace {

using Kind = ShellToken::Kind;

/// Reads commands by recursive descent. What it does not understand ends the reading, and then
/// nothing is certain.
class ShellParser {
 public:
  ShellParser(std::string_view text, int depth) : text_(text), lexer_(text), depth_(depth) {
    take();
  }

  /// Up to the end of a line at which nothing is open.
  ShellCommandText command_line() {
    ShellCommandText read;
    if (!is(Kind::newline)) list(true, true);
    broken_ = broken_ || !(is(Kind::end) || is(Kind::newline));
    read.complete = !wants_more_ && !lexer_.open();
    if (!read.complete || broken_) programs_.forget_certainty();
    read.length = end_of_line(read.complete);
    for (const std::string& script : lexer_.substitutions()) programs_.script(script, depth_);
    read.programs = programs_.each_once();
    return read;
  }

 private:
  size_t end_of_line(bool complete) const {
    if (!complete) return text_.size();
    if (is(Kind::newline))  // behind the here-documents of the line
      return token_.end - (text_[token_.end - 1] == '\n' ? 1 : 0);
    return std::min(text_.find('\n', last_end_), text_.size());
  }

  // Tokens.
  void take() {
    last_end_ = token_.end;
    token_ = lexer_.next();
  }
  bool is(Kind kind) const { return token_.kind == kind; }
  bool is_op(std::string_view text) const { return is(Kind::op) && token_.text == text; }
  bool is_reserved(std::string_view word) const {
    return is(Kind::word) && !token_.quoted && token_.literal && token_.text == word;
  }
  void skip_newlines() {
    while (is(Kind::newline)) take();
  }
  void expect(bool there) {
    if (there && !broken_)
      take();
    else
      give_up();
  }
  /// What must follow is missing: more text may bring it, anything else is no shell.
  void give_up() {
    wants_more_ = wants_more_ || is(Kind::end);
    broken_ = true;
  }

  // Grammar.
  bool at_end_of_list() const {
    constexpr auto closers =
        std::to_array<std::string_view>({"then", "else", "elif", "fi", "do", "done", "esac", "}"});
    return broken_ || is(Kind::end) || is_op(")") || is_op(";;") ||
           (is(Kind::word) && !token_.quoted && is_shell_word(closers, token_.text));
  }

  void list(bool certain, bool one_line = false) {
    if (!one_line) skip_newlines();
    while (!at_end_of_list()) {
      and_or(certain);
      if (is_op(";") || is_op("&"))
        take();
      else if (!is(Kind::newline))
        return;
      if (one_line && is(Kind::newline)) return;
      skip_newlines();
    }
  }

  void and_or(bool certain) {
    const size_t before = programs_.count();
    pipeline(certain);
    while (!broken_ && (is_op("&&") || is_op("||"))) {
      if (is_op("||")) programs_.forget_certainty(before);
      go_on();
      pipeline(false);
    }
  }

  void pipeline(bool certain) {
    for (; is_reserved("!"); take()) certain = false;
    command(certain);
    while (!broken_ && is_op("|")) {
      go_on();
      command(certain);
    }
  }

  /// Past an operator that a command must follow, perhaps on the next line.
  void go_on() {
    take();
    skip_newlines();
    if (is(Kind::end)) give_up();
  }

  void command(bool certain) {
    const bool compound = is_op("(") || compound_word();
    if (!compound) return simple(certain);
    if (++depth_ > deepest_shell_text) return give_up();
    if (is_op("("))
      bracketed(certain);
    else
      compound_command(certain);
    --depth_;
    while (!broken_ && redirection()) continue;
  }

  bool compound_word() const {
    constexpr auto openers =
        std::to_array<std::string_view>({"{", "if", "while", "until", "for", "case", "function"});
    return is(Kind::word) && !token_.quoted && is_shell_word(openers, token_.text);
  }

  void bracketed(bool certain) {
    take();
    list(certain);
    expect(is_op(")"));
  }

  void compound_command(bool certain) {
    const std::string word = token_.text;
    take();
    if (word == "{") {
      list(certain);
      expect(is_reserved("}"));
    } else if (word == "if") {
      if_clause();
    } else if (word == "while" || word == "until") {
      list(false);
      do_group();
    } else if (word == "for") {
      for_clause();
    } else if (word == "case") {
      case_clause();
    } else {
      give_up();
    }
  }

  void if_clause() {
    condition_and_then();
    while (!broken_ && is_reserved("elif")) {
      take();
      condition_and_then();
    }
    if (!broken_ && is_reserved("else")) {
      take();
      list(false);
    }
    expect(is_reserved("fi"));
  }

  void condition_and_then() {
    list(false);
    expect(is_reserved("then"));
    list(false);
  }

  void do_group() {
    expect(is_reserved("do"));
    list(false);
    expect(is_reserved("done"));
  }

  void for_clause() {
    expect(is(Kind::word));
    skip_newlines();
    if (is_reserved("in")) {
      while (is(Kind::word)) take();
    }
    if (is_op(";")) take();
    skip_newlines();
    do_group();
  }

  void case_clause() {
    expect(is(Kind::word));
    skip_newlines();
    expect(is_reserved("in"));
    for (skip_newlines(); !broken_ && !is_reserved("esac"); skip_newlines()) {
      if (is_op("(")) take();
      expect(is(Kind::word));
      while (!broken_ && is_op("|")) {
        take();
        expect(is(Kind::word));
      }
      expect(is_op(")"));
      list(false);
      if (is_op(";;"))
        take();
      else
        break;
    }
    expect(is_reserved("esac"));
  }

  bool redirection() {
    if (is(Kind::io_number)) take();
    constexpr auto kinds =
        std::to_array<std::string_view>({"<", ">", ">>", "<&", ">&", "<>", ">|", "<<", "<<-"});
    if (!is(Kind::op) || !is_shell_word(kinds, token_.text)) return false;
    take();
    expect(is(Kind::word));
    return !broken_;
  }

  void simple(bool certain) {
    std::vector<ShellToken> words;
    bool any = false;
    while (!broken_) {
      if (redirection()) {
        any = true;
        continue;
      }
      if (!is(Kind::word)) break;
      any = true;
      if (words.empty() && ShellPrograms::is_assignment(token_))
        programs_.assignment(token_);
      else
        words.push_back(token_);
      take();
      if (words.size() == 1 && is_op("(")) return function(words.front().text);
    }
    if (!any) return give_up();
    programs_.command(words, certain, depth_);
  }

  void function(const std::string& name) {
    take();
    expect(is_op(")"));
    skip_newlines();
    programs_.function(name);
    if (++depth_ > deepest_shell_text) return give_up();
    if (!broken_) command(false);
    --depth_;
  }

  std::string_view text_;
  ShellLexer lexer_;
  ShellToken token_;
  size_t last_end_ = 0;
  int depth_;
  bool broken_ = false, wants_more_ = false;
  ShellPrograms programs_;
};

}  // namespace

ShellCommandText read_shell_command(std::string_view text, int depth) {
  return ShellParser(text, depth).command_line();
}

std::vector<ShellProgram> programs_in_shell(std::string_view text) {
  ShellPrograms programs;
  bool first = true;  // an `exit` on one line decides about the next one
  for (size_t at = 0; at < text.size();) {
    const ShellCommandText read = read_shell_command(text.substr(at));
    for (const ShellProgram& program : read.programs)
      programs.add({program.name, program.certain && first});
    first = false;
    at += read.length + 1;
  }
  return programs.each_once();
}

}  // namespace hopproof
