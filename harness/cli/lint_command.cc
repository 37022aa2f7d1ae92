#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/report_folder.hh"
#include "harness/lint/lint.hh"
#include "harness/run/case_files.hh"
#include "reports/sarif.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

constexpr const char* lint_footer =
    R"(Every error of a file is printed, as file:line:col, with the line and a caret. Of a good file the
deployment is examined as well: what is likely to fail is a warning with a remedy.
Exit status: 0 good, with warnings or without; 1 warnings, with --strict; 3 bad case file.)";

struct LintOptions {
  std::vector<std::string> arguments;
  bool strict = false;
  std::string sarif;  ///< a file; "": none
};

struct Tally {
  size_t files = 0, bad = 0, warnings = 0;
  std::vector<reports::SarifNote> notes;
};

void note_all(const std::string& file, const std::vector<Diagnostic>& diagnostics, Tally& tally) {
  for (const Diagnostic& one : diagnostics)
    tally.notes.push_back({"case-file", one.severity == Severity::error ? "error" : "warning",
                           one.message, file, one.place});
}

void lint_file(const std::string& file, Tally& tally) {
  const LoadedCase loaded = load_case(file);
  fmt::print(stderr, "{}", render(loaded.diagnostics, file, loaded.source));
  note_all(file, loaded.diagnostics, tally);
  ++tally.files;
  if (!loaded.parsed) {
    ++tally.bad;
    return;
  }
  const auto warnings = lint::lint(*loaded.parsed);
  fmt::print(stderr, "{}", lint::render(warnings, file, loaded.source));
  tally.warnings += warnings.size();
  for (const verdict::WarningResult& one : warnings)
    tally.notes.push_back({one.id, "warning", one.message + "; " + one.remedy, file, one.place});
}

int lint_all(const LintOptions& options) {
  Tally tally;
  for (const std::string& file : run::find_case_files(options.arguments)) lint_file(file, tally);
  if (!options.sarif.empty())
    write_file(options.sarif, reports::to_sarif(HOPPROOF_VERSION, tally.notes));
  if (tally.files == 0) {
    fmt::print(stderr, "hopproof: no case file (*.yaml) there\n");
    return exit_usage;
  }
  fmt::print("{} of {} case files are good", tally.files - tally.bad, tally.files);
  if (tally.warnings > 0)
    fmt::print(", {} warning{}", tally.warnings, tally.warnings == 1 ? "" : "s");
  fmt::print("\n");
  if (tally.bad > 0) return exit_bad_case;
  return options.strict && tally.warnings > 0 ? exit_failed : exit_passed;
}

}  // namespace

Subcommand lint_command() {
  const auto options = std::make_shared<LintOptions>();
  return {
      .name = "lint",
      .about = "read and check case files; needs no root",
      .options = {{"CASE", &options->arguments, "case files, or folders of them", must_be_given},
                  {"--strict", &options->strict, "exit with 1 if there are warnings"},
                  {"--sarif",
                   &options->sarif,
                   "what was found as SARIF 2.1.0, for code hosts",
                   0,
                   {},
                   {},
                   "FILE"}},
      .footer = lint_footer,
      .action = [options] { return lint_all(*options); }};
}

}  // namespace hopproof::cli
