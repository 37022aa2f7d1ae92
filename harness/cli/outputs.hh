#pragma once

#include "harness/cli/commands.hh"
#include "harness/verdict/result.hh"

#include <cstdio>
#include <string>
#include <vector>

namespace hopproof::cli {

/// Where a run's results go beside the terminal: the formats are the rows of outputs.cc.
class Outputs {
 public:
  Outputs();
  Outputs(const Outputs&) = delete;  // options() points into it
  Outputs& operator=(const Outputs&) = delete;

  /// An option for each format, and --github. They write into this.
  std::vector<CommandOption> options();
  /// --events{-}: lines while a run goes on.
  CommandOption events_option();
  /// A complaint when two formats would share standard output, or "".
  std::string complaint() const;

  /// Where text for people goes: not to standard output when that carries a machine's format.
  std::FILE* for_people() const;
  /// The file of the events, "-" for standard output, "" for none.
  const std::string& events() const { return events_; }
  /// Writes all of them; throws SystemError.
  void write(const verdict::RunResult& run) const;

 private:
  long on_standard_output() const;

  std::vector<std::string> paths_;  ///< of each format: "-" is standard output, "" nowhere
  std::string events_;
  bool github_ = false;
};

}  // namespace hopproof::cli
