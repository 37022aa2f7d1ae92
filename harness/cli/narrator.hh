#pragma once

#include "harness/cli/event_stream.hh"
#include "harness/cli/progress.hh"
#include "harness/cli/run_options.hh"
#include "harness/run/lab_queue.hh"
#include "reports/terminal.hh"

#include <string>

namespace hopproof {

/// Tells a run as it goes: each case as it ends, the progress, and the events. Text for people
/// never mixes with a machine's.
class Narrator {
 public:
  Narrator(const RunOptions& options, size_t cases);
  void started(const LabJob& job);
  void finished(const CaseResult& result);
  /// What only both directors together show.
  void differ(const CaseResult& engine);
  /// `page` is the path of the HTML, "" when none was written.
  void sum_up(const RunResult& run, const std::string& page);

 private:
  std::FILE* out_;
  Paint paint_;
  Detail detail_;
  Progress progress_;
  EventStream events_;
};

}  // namespace hopproof
