#include "harness/cli/outputs.hh"

#include "harness/base/error.hh"
#include "harness/base/replace_file.hh"
#include "harness/cli/report_folder.hh"
#include "harness/verdict/result_json.hh"
#include "reports/github.hh"
#include "reports/junit.hh"
#include "reports/ktap.hh"
#include "reports/sarif.hh"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

/// A new format is a writer in reports/ and a row here. "{-}" makes it a flag with a value, which
/// does not take the case that follows for its file.
struct Format {
  const char* flag;
  std::string (*writer)(const verdict::RunResult&);
  const char* help;
};
constexpr Format formats[] = {
    {"--json", verdict::to_json,
     "JSON, schema 1 (hopproof explain run-schema); - is standard output"},
    {"--junit", reports::to_junit, "JUnit XML; - is standard output"},
    {"--sarif", reports::to_sarif, "SARIF 2.1.0 for code hosts; - is standard output"},
    {"--summary", reports::to_job_summary,
     "Markdown for a job summary, with ladders; - is standard output"},
    {"--ktap{-}", reports::to_ktap, "KTAP on standard output; --ktap=FILE"},
    {"--tap{-}", reports::to_tap, "TAP 13 on standard output; --tap=FILE"},
};

/// GitHub shows what is appended to this file on the page of the run.
void append_to_job_summary(const verdict::RunResult& run) {
  const char* path = std::getenv("GITHUB_STEP_SUMMARY");
  if (path == nullptr || *path == '\0') return;
  refuse_strangers_lead(path);
  std::ofstream file(path, std::ios::app);
  file << reports::to_job_summary(run) << std::flush;
  if (!file) throw_errno(std::string("write the job summary ") + path);
}

}  // namespace

Outputs::Outputs() : paths_(std::size(formats)) {}

std::vector<CommandOption> Outputs::options() {
  std::vector<CommandOption> options;
  for (size_t i = 0; i < paths_.size(); ++i) {
    const std::string flag = formats[i].flag;
    options.push_back({flag, &paths_[i], formats[i].help});
    if (!flag.ends_with('}')) options.back().type_name = "FILE";
  }
  options.push_back({"--github", &github_,
                     "annotations for GitHub Actions, and a summary in $GITHUB_STEP_SUMMARY"});
  return options;
}

CommandOption Outputs::events_option() {
  return {"--events{-}", &events_, "JSON lines on standard output while it runs; --events=FILE"};
}

long Outputs::on_standard_output() const {
  return std::ranges::count(paths_, std::string("-")) + (events_ == "-" ? 1 : 0);
}

std::string Outputs::complaint() const {
  return on_standard_output() > 1 ? "two formats cannot share standard output: name a file for one"
                                  : "";
}

std::FILE* Outputs::for_people() const { return on_standard_output() > 0 ? stderr : stdout; }

void Outputs::write(const verdict::RunResult& run) const {
  for (size_t i = 0; i < paths_.size(); ++i)
    if (!paths_[i].empty()) write_file(paths_[i], formats[i].writer(run));
  if (!github_) return;
  fmt::print(for_people(), "{}", reports::to_github_annotations(run));
  append_to_job_summary(run);
}

}  // namespace hopproof::cli
