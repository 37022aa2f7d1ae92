#include "harness/base/sinks.hh"
#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/run/case_files.hh"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

/// Says which of them is not there.
bool all_exist(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    std::error_code error;
    if (std::filesystem::exists(argument, error)) continue;
    fmt::print(stderr, "hopproof: there is no file or folder '{}'\n", one_line(argument));
    return false;
  }
  return true;
}

int list(const std::vector<std::string>& arguments) {
  if (!all_exist(arguments)) return exit_usage;
  const auto files = run::find_case_files(arguments);
  size_t width = 0;
  for (const std::string& file : files) width = std::max(width, file.size());
  for (const std::string& file : files) {
    const LoadedCase loaded = load_case(file);
    const std::string name =
        loaded.parsed ? loaded.parsed->name : "(does not parse: hopproof lint)";
    fmt::print("{:<{}}  {}\n", one_line(file), width, one_line(name));
  }
  if (!files.empty()) return exit_passed;
  fmt::print(stderr, "hopproof: no case file (*.yaml) there\n");
  return exit_usage;
}

}  // namespace

Subcommand list_command() {
  const auto paths = std::make_shared<std::vector<std::string>>(1, "cases");
  return {.name = "list",
          .about = "the case files below a folder, with their names",
          .options = {{"PATH", paths.get(), "case files or folders", with_default}},
          .action = [paths] { return list(*paths); }};
}

}  // namespace hopproof::cli
