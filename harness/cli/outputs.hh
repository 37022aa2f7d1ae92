#pragma once

#include "harness/cli/command.hh"
#include "harness/verdict/result.hh"

#include <cstdio>
#include <string>

namespace hopproof {

/// Where a run's results go beside the terminal: a file each, "-" for standard output, "" nowhere.
struct Outputs {
  std::string json, junit, ktap, tap, summary, events;
  bool github = false;

  /// Where text for people goes: not to standard output when that carries a machine's format.
  std::FILE* for_people() const;
  /// Writes all of them; throws SystemError.
  void write(const RunResult& run) const;

 private:
  int on_standard_output() const;
  friend void add_output_options(Command& command, Outputs& outputs);
};

/// The options --json, --junit, --ktap, --tap, --github and --summary; two formats on standard
/// output are a usage error.
void add_output_options(Command& command, Outputs& outputs);

}  // namespace hopproof
