#include "harness/base/error.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/manual/completions.hh"
#include "harness/cli/manual/manual.hh"
#include "harness/cli/report_folder.hh"

#include <charconv>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace hopproof::cli {
namespace {

/// What https://reproducible-builds.org/specs/source-date-epoch says, else now.
std::time_t source_date() {
  const char* set = std::getenv("SOURCE_DATE_EPOCH");
  if (set == nullptr) return std::time(nullptr);
  const std::string_view text = set;
  std::time_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size())
    throw HostError("SOURCE_DATE_EPOCH is not a number of seconds");
  return seconds;
}

int write_manual(const std::string& folder) {
  std::filesystem::create_directories(folder);
  const std::tm date = fmt::gmtime(source_date());
  const std::string day = fmt::format("{:%B} {}, {:%Y}", date, date.tm_mday, date);
  for (const ManPage& page : man_pages(commands(), day))
    write_file(folder + "/" + page.file, page.text);
  return exit_passed;
}

int print_completion(const std::string& shell) {
  const auto make = shell == "bash"  ? bash_completion
                    : shell == "zsh" ? zsh_completion
                                     : fish_completion;
  fmt::print("{}", make(commands()));
  return exit_passed;
}

}  // namespace

Subcommand completions_command() {
  const auto shell = std::make_shared<std::string>();
  return {.name = "completions",
          .about = "print the completion of a shell",
          .options =
              {{"SHELL", shell.get(), "bash, zsh or fish", must_be_given, {"bash", "zsh", "fish"}}},
          .action = [shell] { return print_completion(*shell); },
          .hidden = true};
}

Subcommand manual_command() {
  const auto folder = std::make_shared<std::string>();
  return {.name = "manual",
          .about = "write the man pages into a folder; SOURCE_DATE_EPOCH is their date",
          .options = {{"FOLDER", folder.get(), "it is made where it is not there", must_be_given}},
          .action = [folder] { return write_manual(*folder); },
          .hidden = true};
}

}  // namespace hopproof::cli
