#pragma once

#include "harness/cli/commands.hh"

#include <string>
#include <vector>

namespace hopproof::cli {

/// A command and the words that lead to it: {"vm", "run"}. What man pages and completions are made
/// of.
struct PlacedCommand {
  std::vector<std::string> words;
  Subcommand command;

  std::string path() const;  ///< "vm run"
};

/// Every command that is not hidden, each before those below it.
std::vector<PlacedCommand> placed(const std::vector<Subcommand>& commands);

/// How an option stands on a command line.
struct OptionForm {
  enum class Value { none, required, optional };  ///< optional: only as --tap=FILE

  std::vector<std::string> flags;  ///< {"--jobs", "-j"}; empty for an argument by its place
  Value value = Value::none;
  std::string value_name;            ///< "FILE", "N", "engine|ipvs|both"; of an argument: "CASE"
  bool repeats = false;              ///< an argument that may be given several times
  std::vector<std::string> choices;  ///< words that may or are likely to stand there
  bool is_path = false;              ///< a file or a folder
  std::string fallback;              ///< the default that --help shows, else ""

  bool is_argument() const { return flags.empty(); }
};
OptionForm form_of(const CommandOption& option);

}  // namespace hopproof::cli
