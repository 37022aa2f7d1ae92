#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hopproof::cli {

/// What else there is to say of an option.
enum OptionTrait : int {
  must_be_given = 1,
  must_exist = 2,
  with_default = 4,  ///< --help shows its default
};

/// An option, or an argument by its place, as a row: what --help says of it and where its value
/// goes.
struct CommandOption {
  /// "CASE", "--jobs,-j", "--strict"; "--tap{-}": "-" for the flag alone, FILE for --tap=FILE.
  std::string name;
  /// Has to live as long as the command; holds the default. A bool makes it a flag.
  std::variant<bool*, std::string*, std::vector<std::string>*, int*, uint32_t*, uint64_t*> value;
  std::string help;
  int traits = 0;  ///< OptionTraits, or-ed
  std::vector<std::string> one_of = {};
  std::optional<std::pair<int, int>> within = {};  ///< least and most
  std::string type_name = "";                      ///< "": the type's own
  std::vector<std::string> suggestions = {};  ///< words that a shell completes; others go as well
};

/// `hopproof NAME ...` as data. cli.cc alone reads it with CLI11, whose header takes seconds to
/// compile in each file that includes it.
struct Subcommand {
  std::string name;
  std::string about;
  std::vector<CommandOption> options = {};
  std::string footer = "";
  /// What it does once everything is read; returns the exit status.
  std::function<int()> action = {};
  /// Called first: what it returns is printed as a usage error, unless it is "".
  std::function<std::string()> check = {};
  std::vector<Subcommand> subcommands = {};  ///< where there are some, one has to be given
  bool hidden = false;  ///< of --help, man pages and completions: for those who make packages
};

/// What `hopproof --help` says: before and after the commands.
extern const char* const program_description;
extern const char* const program_footer;

/// All of them, in the order of --help.
std::vector<Subcommand> commands();

// Each is in a file named after it.

Subcommand run_command();
Subcommand why_command();
Subcommand fix_command();
Subcommand collect_command();
Subcommand import_command();
Subcommand roundtrip_command();
Subcommand report_command();
Subcommand diff_command();
Subcommand lint_command();
Subcommand analyze_command();
Subcommand plan_command();
Subcommand list_command();
Subcommand shell_command();
Subcommand keep_command();
Subcommand doctor_command();
Subcommand keepalived_command();
Subcommand explain_command();
Subcommand vm_command();
Subcommand differ_command();
Subcommand faults_command();
Subcommand completions_command();
Subcommand manual_command();

/// `vm run`: `run`, in a virtual machine in any case.
Subcommand vm_run_command();

}  // namespace hopproof::cli
