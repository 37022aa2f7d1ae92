#pragma once

#include "harness/case/shell/shell_lexer.hh"
#include "harness/case/shell/shell_line.hh"

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// The programs that a shell starts for the commands of a text, collected while it is read.
class ShellPrograms {
 public:
  /// "NAME=...": a word before a command that is none of it.
  static bool is_assignment(const ShellToken& word);

  /// The words of a simple command, without assignments and redirections, in a text that stands in
  /// `depth` others.
  void command(std::span<const ShellToken> words, bool certain, int depth);
  void assignment(const ShellToken& word);
  void function(const std::string& name);
  /// A text that some shell may read: a substitution, the words of `sh -c`.
  void script(std::string_view text, int depth);
  void add(ShellProgram program) { programs_.push_back(std::move(program)); }
  /// What came behind the first `from` ones may not be started.
  void forget_certainty(size_t from = 0);

  size_t count() const { return programs_.size(); }
  /// Each name once: certain where it is so anywhere.
  std::vector<ShellProgram> each_once() const;

 private:
  void named_behind(std::span<const ShellToken> words, bool certain, int depth);
  void builtin(std::span<const ShellToken> words, int depth);
  void started_by(std::span<const ShellToken> words, int depth);

  bool foreseeable_ = true;  ///< what follows is surely reached, and PATH is the harness's
  std::set<std::string> functions_;
  std::vector<ShellProgram> programs_;
};

}  // namespace hopproof
