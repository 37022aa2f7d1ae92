#include "reports/events.hh"

#include "reports/failure_text.hh"

#include <nlohmann/json.hpp>

namespace hopproof {
namespace {

using nlohmann::ordered_json;

std::string line(const ordered_json& event) {
  return event.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::vector<std::string> finding_ids(const CaseResult& result) {
  std::vector<std::string> ids;
  for (const StepResult& step : result.steps) {
    for (const FindingResult& finding : step.findings) ids.push_back(finding.id);
  }
  return ids;
}

}  // namespace

std::string run_started_event(size_t cases) {
  return line({{"event", "run-started"}, {"schema", 1}, {"cases", cases}});
}

std::string case_started_event(const std::string& file, const std::string& name,
                               const std::string& director) {
  return line({{"event", "case-started"}, {"file", file}, {"name", name}, {"director", director}});
}

std::string case_finished_event(const CaseResult& result) {
  return line({{"event", "case-finished"},
               {"file", result.file},
               {"name", result.name},
               {"director", result.director},
               {"verdict", word(result.verdict)},
               {"why", failure_headline(result)},
               {"findings", finding_ids(result)},
               {"seconds", result.seconds}});
}

std::string run_finished_event(const RunResult& run) {
  return line({{"event", "run-finished"},
               {"passed", run.count(Verdict::passed)},
               {"failed", run.count(Verdict::failed)},
               {"skipped", run.count(Verdict::skipped)},
               {"error", run.count(Verdict::error)},
               {"exit", run.exit_status()}});
}

}  // namespace hopproof
