#include "harness/cli/outputs.hh"

#include "harness/cli/report_folder.hh"
#include "harness/verdict/result_json.hh"
#include "reports/github.hh"
#include "reports/junit.hh"
#include "reports/ktap.hh"
#include "reports/result_json.hh"
#include "reports/tap.hh"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

namespace hopproof {
namespace {

void write_if_asked(const std::string& path, std::string (*writer)(const RunResult&),
                    const RunResult& run) {
  if (!path.empty()) write_file(path, writer(run));
}

/// GitHub shows what is appended to this file on the page of the run.
void append_to_job_summary(const RunResult& run) {
  const char* path = std::getenv("GITHUB_STEP_SUMMARY");
  if (path == nullptr || *path == '\0') return;
  std::ofstream(path, std::ios::app) << to_job_summary(run);
}

}  // namespace

int Outputs::on_standard_output() const {
  const std::string* all[] = {&json, &junit, &ktap, &tap, &summary, &events};
  return int(std::ranges::count_if(all, [](const std::string* path) { return *path == "-"; }));
}

std::FILE* Outputs::for_people() const { return on_standard_output() > 0 ? stderr : stdout; }

void Outputs::write(const RunResult& run) const {
  write_if_asked(
      json, [](const RunResult& r) { return to_json(r); }, run);
  write_if_asked(junit, to_junit, run);
  write_if_asked(ktap, to_ktap, run);
  write_if_asked(tap, to_tap, run);
  write_if_asked(summary, to_job_summary, run);
  if (!github) return;
  fmt::print(for_people(), "{}", to_github_annotations(run));
  append_to_job_summary(run);
}

void add_output_options(Command& command, Outputs& outputs) {
  const auto file = [&](const char* name, std::string& path, const char* about) {
    command.add_option(name, path, about).type_name("FILE");
  };
  file("--json", outputs.json,
       "JSON, schema 1 (hopproof explain run-schema); - is standard output");
  file("--junit", outputs.junit, "JUnit XML; - is standard output");
  file("--summary", outputs.summary,
       "Markdown for a job summary, with ladders; - is standard output");
  // Flags with a value: `--ktap CASE` must not take the case for its file.
  command.add_flag("--ktap{-}", outputs.ktap, "KTAP on standard output; --ktap=FILE");
  command.add_flag("--tap{-}", outputs.tap, "TAP 13 on standard output; --tap=FILE");
  command.add_flag("--github", outputs.github,
                   "annotations for GitHub Actions, and a summary in $GITHUB_STEP_SUMMARY");
  command.check([&outputs] {
    return outputs.on_standard_output() > 1
               ? "two formats cannot share standard output: name a file for one"
               : "";
  });
}

}  // namespace hopproof
