#include "harness/case/shell/shell_line.hh"

#include "harness/case/shell/shell_lexer.hh"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <span>

namespace hopproof {
namespace {

using Kind = ShellToken::Kind;

/// What a shell does itself: dash's builtins, and those that bash adds.
constexpr auto shell_builtins = std::to_array<std::string_view>(
    {":",       "[",      "[[",     "alias", "bg",   "break",    "cd",      "continue", "declare",
     "echo",    "exit",   "export", "false", "fg",   "getopts",  "hash",    "jobs",     "kill",
     "let",     "local",  "printf", "pwd",   "read", "readonly", "return",  "set",      "shift",
     "shopt",   "source", "test",   "times", "true", "type",     "typeset", "ulimit",   "umask",
     "unalias", "unset",  "wait",   ".",     "eval", "trap"});

/// After these the shell may go on with other words, or not at all.
constexpr auto changes_what_follows = std::to_array<std::string_view>(
    {"exit", "return", "set", "shopt", "alias", ".", "source", "eval", "break", "continue"});

/// Programs that start the program in their words.
constexpr auto starters = std::to_array<std::string_view>(
    {"env",   "nohup", "timeout", "setsid",  "nice",    "ionice",  "stdbuf",
     "xargs", "sudo",  "strace",  "taskset", "unshare", "nsenter", "ip",
     "sh",    "bash",  "dash",    "time",    "flock",   "watch",   "chrt"});

template <class Words>
bool is_among(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool is_name_letter(unsigned char c) { return std::isalnum(c) != 0 || c == '_'; }

bool is_shell_assignment(const ShellToken& word) {
  const size_t equals = word.text.find('=');
  return equals != std::string::npos && equals > 0 && std::isdigit(word.text[0]) == 0 &&
         std::ranges::all_of(word.text.substr(0, equals), is_name_letter);
}

bool names_a_program(std::string_view word) {
  return !word.empty() && word.front() != '-' && std::ranges::all_of(word, [](unsigned char c) {
    return is_name_letter(c) || c == '-' || c == '.' || c == '+';
  });
}

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
    if (!read.complete || broken_) forget_certainty();
    read.length = end_of_line(read.complete);
    add_substitutions();
    read.programs = std::move(programs_);
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
           (is(Kind::word) && !token_.quoted && is_among(closers, token_.text));
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
    const size_t before = programs_.size();
    pipeline(certain);
    while (!broken_ && (is_op("&&") || is_op("||"))) {
      if (is_op("||")) forget_certainty(before);
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
    if (++depth_ > deepest) return give_up();
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
    return is(Kind::word) && !token_.quoted && is_among(openers, token_.text);
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
    if (!is(Kind::op) || !is_among(kinds, token_.text)) return false;
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
      if (words.empty() && is_shell_assignment(token_))
        note_assignment();
      else
        words.push_back(token_);
      take();
      if (words.size() == 1 && is_op("(")) return function(words.front().text);
    }
    if (!any) return give_up();
    name(words, certain);
  }

  void note_assignment() {
    if (token_.text.starts_with("PATH=")) foreseeable_ = false;
  }

  void function(const std::string& name) {
    take();
    expect(is_op(")"));
    skip_newlines();
    functions_.insert(name);
    foreseeable_ = false;
    if (++depth_ > deepest) return give_up();
    if (!broken_) command(false);
    --depth_;
  }

  // Programs.
  void name(std::span<const ShellToken> words, bool certain) {
    if (words.empty() || !words.front().literal) return;
    const std::string& first = words.front().text;
    if (first == "exec" || first == "command" || first == "builtin")
      return name_behind(words, certain);
    if (is_among(shell_builtins, first)) return note_builtin(words);
    if (functions_.contains(first) || !names_a_program(first)) return;
    add({first, certain && foreseeable_});
    if (is_among(starters, first)) name_started(words.subspan(1));
  }

  /// `exec x`, `command x`; `command -v x` asks whether there is one.
  void name_behind(std::span<const ShellToken> words, bool certain) {
    const bool ends_shell = words.front().text == "exec" && words.size() > 1;
    words = words.subspan(1);
    while (!words.empty() && words.front().text == "-p") words = words.subspan(1);
    if (!words.empty() && !words.front().text.starts_with('-')) name(words, certain);
    if (ends_shell) foreseeable_ = false;
  }

  void note_builtin(std::span<const ShellToken> words) {
    if (is_among(changes_what_follows, words.front().text)) foreseeable_ = false;
    if (words.front().text != "eval" && words.front().text != "trap") return;
    for (const ShellToken& word : words.subspan(1))
      if (word.literal) add_all_of(word.text);
  }

  void name_started(std::span<const ShellToken> words) {
    bool script = false;
    for (const ShellToken& word : words) {
      if (script && word.literal)
        add_all_of(word.text);
      else if (word.literal && names_a_program(word.text) && std::isdigit(word.text[0]) == 0)
        add({word.text, false});
      script = word.text == "-c";
    }
  }

  void add_all_of(std::string_view script) {
    if (depth_ >= deepest) return;
    ShellCommandText read;
    for (size_t at = 0; at < script.size(); at += read.length + 1) {
      read = ShellParser(script.substr(at), depth_ + 1).command_line();
      for (const ShellProgram& program : read.programs) add({program.name, false});
    }
  }

  void add_substitutions() {
    for (const std::string& script : lexer_.substitutions()) add_all_of(script);
  }

  void add(ShellProgram program) { programs_.push_back(std::move(program)); }

  void forget_certainty(size_t from = 0) {
    for (size_t i = from; i < programs_.size(); ++i) programs_[i].certain = false;
  }

  static constexpr int deepest = 30;

  std::string_view text_;
  ShellLexer lexer_;
  ShellToken token_;
  size_t last_end_ = 0;
  int depth_;
  bool foreseeable_ = true;  ///< what follows is surely reached, and PATH is the harness's
  bool broken_ = false, wants_more_ = false;
  std::set<std::string> functions_;
  std::vector<ShellProgram> programs_;
};

/// Each name once: certain where it is so anywhere.
std::vector<ShellProgram> each_once(const std::vector<ShellProgram>& programs) {
  std::vector<ShellProgram> once;
  for (const ShellProgram& program : programs) {
    const auto known = std::ranges::find(once, program.name, &ShellProgram::name);
    if (known == once.end())
      once.push_back(program);
    else
      known->certain = known->certain || program.certain;
  }
  return once;
}

}  // namespace

ShellCommandText read_shell_command(std::string_view text) {
  ShellCommandText read = ShellParser(text, 0).command_line();
  read.programs = each_once(read.programs);
  return read;
}

std::vector<ShellProgram> programs_in_shell(std::string_view text) {
  std::vector<ShellProgram> programs;
  bool first = true;  // an `exit` on one line decides about the next one
  for (size_t at = 0; at < text.size();) {
    const ShellCommandText read = read_shell_command(text.substr(at));
    for (const ShellProgram& program : read.programs)
      programs.push_back({program.name, program.certain && first});
    first = false;
    at += read.length + 1;
  }
  return each_once(programs);
}

}  // namespace hopproof
