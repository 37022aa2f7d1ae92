#include "harness/case/shell/shell_programs.hh"

#include <algorithm>
#include <array>
#include <cctype>

namespace hopproof {
namespace {

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

bool is_name_letter(unsigned char c) { return std::isalnum(c) != 0 || c == '_'; }

bool names_a_program(std::string_view word) {
  return !word.empty() && word.front() != '-' && std::ranges::all_of(word, [](unsigned char c) {
    return is_name_letter(c) || c == '-' || c == '.' || c == '+';
  });
}

}  // namespace

bool ShellPrograms::is_assignment(const ShellToken& word) {
  const size_t equals = word.text.find('=');
  return equals != std::string::npos && equals > 0 && std::isdigit(word.text[0]) == 0 &&
         std::ranges::all_of(word.text.substr(0, equals), is_name_letter);
}

void ShellPrograms::assignment(const ShellToken& word) {
  if (word.text.starts_with("PATH=")) foreseeable_ = false;
}

void ShellPrograms::function(const std::string& name) {
  functions_.insert(name);
  foreseeable_ = false;
}

void ShellPrograms::command(std::span<const ShellToken> words, bool certain, int depth) {
  if (words.empty() || !words.front().literal) return;
  const std::string& first = words.front().text;
  if (first == "exec" || first == "command" || first == "builtin")
    return named_behind(words, certain, depth);
  if (is_shell_word(shell_builtins, first)) return builtin(words, depth);
  if (functions_.contains(first) || !names_a_program(first)) return;
  add({first, certain && foreseeable_});
  if (is_shell_word(starters, first)) started_by(words.subspan(1), depth);
}

/// `exec x`, `command x`; `command -v x` asks whether there is one.
void ShellPrograms::named_behind(std::span<const ShellToken> words, bool certain, int depth) {
  const bool ends_shell = words.front().text == "exec" && words.size() > 1;
  words = words.subspan(1);
  while (!words.empty() && words.front().text == "-p") words = words.subspan(1);
  if (!words.empty() && !words.front().text.starts_with('-')) command(words, certain, depth);
  if (ends_shell) foreseeable_ = false;
}

void ShellPrograms::builtin(std::span<const ShellToken> words, int depth) {
  if (is_shell_word(changes_what_follows, words.front().text)) foreseeable_ = false;
  if (words.front().text != "eval" && words.front().text != "trap") return;
  for (const ShellToken& word : words.subspan(1))
    if (word.literal) script(word.text, depth);
}

void ShellPrograms::started_by(std::span<const ShellToken> words, int depth) {
  bool is_script = false;
  for (const ShellToken& word : words) {
    if (is_script && word.literal)
      script(word.text, depth);
    else if (word.literal && names_a_program(word.text) && std::isdigit(word.text[0]) == 0)
      add({word.text, false});
    is_script = word.text == "-c";
  }
}

void ShellPrograms::script(std::string_view text, int depth) {
  if (depth >= deepest_shell_text) return;
  ShellCommandText read;
  for (size_t at = 0; at < text.size(); at += read.length + 1) {
    read = read_shell_command(text.substr(at), depth + 1);
    for (const ShellProgram& program : read.programs) add({program.name, false});
  }
}

void ShellPrograms::forget_certainty(size_t from) {
  for (size_t i = from; i < programs_.size(); ++i) programs_[i].certain = false;
}

std::vector<ShellProgram> ShellPrograms::each_once() const {
  std::vector<ShellProgram> once;
  for (const ShellProgram& program : programs_) {
    const auto known = std::ranges::find(once, program.name, &ShellProgram::name);
    if (known == once.end())
      once.push_back(program);
    else
      known->certain = known->certain || program.certain;
  }
  return once;
}

}  // namespace hopproof
