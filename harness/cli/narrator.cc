#include "harness/cli/narrator.hh"

#include "harness/base/error.hh"
#include "harness/base/replace_file.hh"
#include "harness/base/standard_streams.hh"
#include "reports/events.hh"

#include <fmt/format.h>

namespace hopproof::cli {

EventStream::EventStream(const std::string& path) {
  if (path.empty()) return;
  if (path == "-") {
    out_ = stdout;
    return;
  }
  refuse_strangers_lead(path);
  file_.reset(std::fopen(path.c_str(), "we"));
  if (!file_) throw_errno("write events to " + path);
  out_ = file_.get();
}

void EventStream::write(const std::string& line) {
  if (out_ == nullptr) return;
  print_all(out_, line, "the events");
}

Narrator::Narrator(const RunOptions& options, size_t cases)
    : out_(options.outputs.for_people()),
      paint_(reports::Paint::for_descriptor(fileno(out_))),
      detail_(options.hops ? reports::Detail::hops : reports::Detail::brief),
      quiet_(options.quiet),
      progress_(cases, options.quiet),
      events_(options.outputs.events()) {
  events_.write(reports::run_started_event(cases));
}

void Narrator::started(const run::LabJob& job) {
  verdict::CaseResult described;
  described.id = job.options.id;
  described.file = job.deployment.file;
  described.name = job.deployment.name;
  described.director = job.options.director;
  events_.write(reports::case_started_event(described));
  progress_.started(job.deployment.name);
}

void Narrator::finished(const verdict::CaseResult& result) {
  events_.write(reports::case_finished_event(result));
  progress_.clear();
  if (!quiet_ || result.is_bad())
    fmt::print(out_, "{}", reports::terminal_text(result, paint_, detail_));
  flush(out_, "the results");
  progress_.finished(result);
}

void Narrator::differ(const verdict::CaseResult& engine) {
  fmt::print(out_, "{}", reports::terminal_text(engine, paint_, detail_));
}

void Narrator::sum_up(const verdict::RunResult& run, const std::string& page) {
  events_.write(reports::run_finished_event(run));
  progress_.clear();
  fmt::print(out_, "\n{}", reports::summary_text(run, paint_));
  if (!page.empty()) fmt::print(out_, "report: {}\n", page);
  flush(out_, "the results");
}

}  // namespace hopproof::cli
