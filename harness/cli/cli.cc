#include "harness/cli/cli.hh"

#include "harness/base/spellcheck.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "reports/paint.hh"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr const char* kDescription =
    R"(hopproof proves what every hop of an LVS-NAT deployment does to a packet.

A case file describes the deployment: networks, nodes, ipvsadm and iptables lines, what is sent and
what is to be seen at each hop. hopproof builds it from network namespaces, captures on every veth and
compares. No root needed where the host allows user namespaces.)";

constexpr const char* kFooter =
    R"(Exit status: 0 passed, 1 an assertion failed, 2 usage, 3 bad case file, 4 the host or the harness
failed, 77 everything was skipped (the reasons are printed), 130 interrupted.

Example:
  hopproof run cases/one-arm/4-masquerade.yaml
  hopproof run cases --jobs 2 --report report)";

void add_commands(Command app, int& status) {
  add_run_command(app, status);
  add_why_command(app, status);
  add_fix_command(app, status);
  add_report_command(app, status);
  add_diff_command(app, status);
  add_lint_command(app, status);
  add_plan_command(app, status);
  add_list_command(app, status);
  add_shell_command(app, status);
  add_keep_command(app, status);
  add_doctor_command(app, status);
  add_explain_command(app, status);
  add_vm_command(app, status);
  add_differ_command(app, status);
}

/// A first word that is no command: said before CLI11 complains that one is missing.
bool is_unknown_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return false;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (std::ranges::find(names, argv[1]) != names.end()) return false;
  fmt::print(stderr, "hopproof: no command '{}'{} (hopproof --help lists them)\n",
             printable(argv[1]), did_you_mean(argv[1], names));
  return true;
}

}  // namespace

int command_line(int argc, char** argv) {
  int status = kPassed;
  CLI::App app(kDescription, "hopproof");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.set_version_flag("--version", HOPPROOF_VERSION);
  app.get_formatter()->column_width(34);
  add_commands(Command(app), status);
  if (is_unknown_command(app, argc, argv)) return kUsage;
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kPassed : kUsage;
  }
  return status;
}

}  // namespace hopproof
