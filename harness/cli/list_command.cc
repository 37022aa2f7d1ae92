#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/run/case_files.hh"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

int list(const std::vector<std::string>& arguments) {
  const auto files = run::find_case_files(arguments);
  size_t width = 0;
  for (const std::string& file : files) width = std::max(width, file.size());
  for (const std::string& file : files) {
    const LoadedCase loaded = load_case(file);
    const std::string name =
        loaded.parsed ? loaded.parsed->name : "(does not parse: hopproof lint)";
    fmt::print("{:<{}}  {}\n", file, width, name);
  }
  return files.empty() ? exit_usage : exit_passed;
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
