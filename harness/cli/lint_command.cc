#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/run/case_files.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof {
namespace {

int lint(const std::vector<std::string>& arguments) {
  size_t bad = 0;
  const auto files = find_case_files(arguments);
  for (const std::string& file : files) {
    const LoadedCase loaded = load_case(file);
    fmt::print(stderr, "{}", render(loaded.diagnostics, file, loaded.source));
    bad += has_errors(loaded.diagnostics) ? 1 : 0;
  }
  if (files.empty()) {
    fmt::print(stderr, "hopproof: no case file (*.yaml) there\n");
    return kUsage;
  }
  fmt::print("{} of {} case files are good\n", files.size() - bad, files.size());
  return bad == 0 ? kPassed : kBadCase;
}

}  // namespace

void add_lint_command(CLI::App& app, int& status) {
  auto* command = app.add_subcommand("lint", "read and check case files; needs no root");
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("CASE", *files, "case files, or folders of them")->required();
  command->footer("Every error of a file is printed, as file:line:col, with the line and a caret.");
  command->callback([&status, files] { status = lint(*files); });
}

}  // namespace hopproof
