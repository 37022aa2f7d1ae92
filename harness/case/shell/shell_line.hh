#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// A program that a shell looks up in PATH for a line.
struct ShellProgram {
  std::string name;
  /// The shell starts it whatever else happens, and nothing in the line looks at its failure (`||`,
  /// `!`, a condition): where it is missing the line cannot do what it is for.
  bool certain = false;

  bool operator==(const ShellProgram&) const = default;
};

/// One complete command, as the grammar of the POSIX shell has it (POSIX.1-2017, Shell Command
/// Language, 2.10): up to the end of the line unless a quote, a here-document, a bracket or a
/// compound command goes on behind it.
struct ShellCommandText {
  size_t length = 0;     ///< bytes of the text that it takes, without the end of its last line
  bool complete = true;  ///< false: something is left open at the end of the text
  std::vector<ShellProgram> programs;  ///< in order, each once
};

/// Reads the first complete command of a text. Builtins, functions, paths, and words that the shell
/// expands first are no programs; what the grammar does not know makes none certain.
/// `depth`: how many texts it stands in, from each of which it was taken out.
ShellCommandText read_shell_command(std::string_view text, int depth = 0);

/// What stands deeper than this is not read: then nothing is certain.
inline constexpr int deepest_shell_text = 30;

/// The programs of all commands of a text.
std::vector<ShellProgram> programs_in_shell(std::string_view text);

}  // namespace hopproof
