#include "harness/run/named_programs.hh"

#include "harness/base/error.hh"
#include "harness/base/find_program.hh"
#include "harness/base/text.hh"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include <fmt/format.h>

namespace hopproof::run {
namespace {

/// What a POSIX shell does itself, and its keywords.
constexpr auto builtins = std::to_array<std::string_view>(
    {".",       ":",        "[",        "alias",  "bg",     "break", "case",    "cd",
     "command", "continue", "do",       "done",   "echo",   "elif",  "else",    "esac",
     "eval",    "exec",     "exit",     "export", "false",  "fg",    "fi",      "for",
     "getopts", "hash",     "if",       "in",     "jobs",   "kill",  "local",   "printf",
     "pwd",     "read",     "readonly", "return", "set",    "shift", "test",    "then",
     "times",   "trap",     "true",     "type",   "ulimit", "umask", "unalias", "unset",
     "until",   "wait",     "while",    "{",      "}",      "!",     "time"});

bool is_builtin(std::string_view word) {
  return std::ranges::find(builtins, word) != builtins.end();
}

bool is_assignment(std::string_view word) {
  const size_t equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 &&
         std::ranges::all_of(word.substr(0, equals), [](unsigned char letter) {
           return std::isalnum(letter) != 0 || letter == '_';
         });
}

/// Keywords after which a command follows.
bool leads_to_command(std::string_view word) {
  constexpr auto leading = std::to_array<std::string_view>(
      {"if", "then", "else", "elif", "while", "until", "do", "!", "{", "exec", "command", "time"});
  return std::ranges::find(leading, word) != leading.end();
}

bool is_plain(std::string_view word) {
  return std::ranges::all_of(word, [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '-' || letter == '_' || letter == '.' ||
           letter == '+';
  });
}

std::string first_program(const std::string& command) {
  for (const std::string_view word : words_of(command)) {
    if (is_assignment(word) || leads_to_command(word)) continue;
    return is_builtin(word) || !is_plain(word) ? "" : std::string(word);
  }
  return "";
}

/// Cut where a shell begins a new command; quoted text stays whole.
std::vector<std::string> commands_in(const std::string& line) {
  std::vector<std::string> commands(1);
  char quote = 0;
  for (const char letter : line) {
    if (quote == 0 && std::string_view(";|&\n()`").find(letter) != std::string_view::npos) {
      commands.emplace_back();
      continue;
    }
    if (letter == quote)
      quote = 0;
    else if (quote == 0 && (letter == '\'' || letter == '"'))
      quote = letter;
    commands.back().push_back(letter);
  }
  return commands;
}

}  // namespace

std::vector<std::string> programs_named(const std::vector<std::string>& shell_lines) {
  std::vector<std::string> programs;
  for (const std::string& line : shell_lines) {
    for (const std::string& command : commands_in(line)) {
      const std::string program = first_program(command);
      if (!program.empty() && std::ranges::find(programs, program) == programs.end())
        programs.push_back(program);
    }
  }
  return programs;
}

std::vector<std::string> shell_lines(const Case& deployment) {
  std::vector<std::string> lines;
  for (const Node& node : deployment.nodes)
    for (const Item& item : node.run) lines.push_back(item.text);
  for (const Step& step : deployment.steps) {
    const auto* probe = std::get_if<Probe>(&step.action);
    if (const auto* program = probe ? probe->as<RunProbe>() : nullptr)
      lines.push_back(program->command);
    if (const auto* command = std::get_if<NodeCommand>(&step.action))
      lines.insert(lines.end(), command->lines.begin(), command->lines.end());
  }
  return lines;
}

std::vector<NamedProgram> programs_of(const Case& deployment, std::string_view provided) {
  std::vector<NamedProgram> programs;
  for (const std::string& name : programs_named(shell_lines(deployment))) {
    if (name == provided) continue;
    const auto path = find_program(name);
    if (!path)
      throw MissingCapability(fmt::format("the case needs {}, which is not installed", name));
    programs.push_back({name, *path});
  }
  return programs;
}

}  // namespace hopproof::run
