#pragma once

#include "harness/cli/progress.hh"
#include "harness/cli/run_options.hh"
#include "harness/run/lab_queue.hh"
#include "reports/terminal.hh"

#include <cstdio>
#include <memory>
#include <string>

namespace hopproof::cli {

/// JSON lines into a file or to standard output ("-"), each flushed as it is written; nowhere for
/// "". The constructor throws SystemError.
class EventStream {
 public:
  explicit EventStream(const std::string& path);
  void write(const std::string& line);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::FILE* out_ = nullptr;
};

/// Reports on a run while it goes: each case as it ends, the progress, and the events. Text for
/// people never mixes with a machine's.
class Narrator {
 public:
  Narrator(const RunOptions& options, size_t cases);
  void started(const run::LabJob& job);
  void waiting() { progress_.waiting(); }
  void finished(const verdict::CaseResult& result);
  /// What only both directors together show.
  void differ(const verdict::CaseResult& engine);
  /// `page` is the path of the HTML, "" when none was written.
  void sum_up(const verdict::RunResult& run, const std::string& page);

 private:
  std::FILE* out_;
  reports::Paint paint_;
  reports::Detail detail_;
  bool quiet_;
  Progress progress_;
  EventStream events_;
};

}  // namespace hopproof::cli
