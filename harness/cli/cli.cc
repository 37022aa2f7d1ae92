#include "harness/cli/cli.hh"

#include "harness/base/sinks.hh"
#include "harness/base/spellcheck.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/run/signals.hh"
#include "reports/paint.hh"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace hopproof::cli {
namespace {

CLI::Option* add_value(CLI::App& app, const CommandOption& option) {
  const bool is_flag = option.name.ends_with('}');
  return std::visit(
      [&]<typename Value>(Value* value) {
        if constexpr (std::is_same_v<Value, bool>)
          return app.add_flag(option.name, *value, option.help);
        if constexpr (std::is_same_v<Value, std::string>)
          if (is_flag) return app.add_flag(option.name, *value, option.help);
        return app.add_option(option.name, *value, option.help);
      },
      option.value);
}

void add_option(CLI::App& app, const CommandOption& option) {
  CLI::Option* added = add_value(app, option);
  if (option.traits & must_be_given) added->required();
  if (option.traits & must_exist) added->check(CLI::ExistingPath);
  if (!option.one_of.empty()) added->check(CLI::IsMember(option.one_of));
  if (option.within) added->check(CLI::Range(option.within->first, option.within->second));
  if (option.traits & with_default) added->capture_default_str();
  if (!option.type_name.empty()) added->type_name(option.type_name);
}

void add_command(CLI::App& above, const Subcommand& command, int& status) {
  CLI::App& app = *above.add_subcommand(command.name, command.about);
  if (command.hidden) app.group("");
  for (const CommandOption& option : command.options) add_option(app, option);
  for (const Subcommand& one : command.subcommands) add_command(app, one, status);
  if (!command.footer.empty()) app.footer(command.footer);  // else the one above it
  if (!command.subcommands.empty()) app.require_subcommand(1);
  if (command.check)
    app.parse_complete_callback([check = command.check] {
      if (const std::string text = check(); !text.empty()) throw CLI::ValidationError(text);
    });
  if (command.action) app.callback([&status, action = command.action] { status = action(); });
}

/// A first word that is not a command: reported before CLI11 reports that one is missing.
bool is_unknown_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return false;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (std::ranges::find(names, argv[1]) != names.end()) return false;
  fmt::print(stderr, "hopproof: no command '{}'{} (hopproof --help lists them)\n",
             one_line(argv[1]), did_you_mean(argv[1], names));
  return true;
}

/// "; did you mean '--report'?" for the first option that is none of the command's, or "".
std::string meant_option(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  if (!chosen.empty()) return meant_option(*chosen.front());
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  for (const std::string& word : app.remaining()) {
    const std::string name = word.substr(0, word.find('='));
    if (name.starts_with("--")) return did_you_mean(name, known);
  }
  return "";
}

}  // namespace

int command_line(int argc, char** argv) {
  int status = exit_passed;
  CLI::App app(program_description, "hopproof");
  app.footer(program_footer);
  app.require_subcommand(1);
  app.set_version_flag("--version", HOPPROOF_VERSION);
  app.get_formatter()->column_width(34);
  for (const Subcommand& command : commands()) add_command(app, command, status);
  if (is_unknown_command(app, argc, argv)) return exit_usage;
  run::InterruptSignals::end_with_130();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);  // --help, --version
    fmt::print(stderr, "hopproof: {}{}\nRun with --help for more information.\n",
               one_line(e.what()), meant_option(app));
    return exit_usage;
  }
  return status;
}

}  // namespace hopproof::cli
