#include "reports/events.hh"

#include "reports/case_id.hh"
#include "reports/failure_text.hh"

#include <nlohmann/json.hpp>

namespace hopproof::reports {
namespace {

using nlohmann::ordered_json;

std::string line(const ordered_json& event) {
  return event.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::vector<std::string> finding_ids(const verdict::CaseResult& result) {
  std::vector<std::string> ids;
  for (const verdict::StepResult& step : result.steps) {
    for (const verdict::FindingResult& finding : step.findings) ids.push_back(finding.id);
  }
  return ids;
}

}  // namespace

std::string run_started_event(size_t cases) {
  return line({{"event", "run-started"}, {"schema", 1}, {"cases", cases}});
}

std::string case_started_event(const verdict::CaseResult& described) {
  return line({{"event", "case-started"},
               {"id", case_id(described)},
               {"file", described.file},
               {"name", described.name},
               {"director", described.director}});
}

std::string case_finished_event(const verdict::CaseResult& result) {
  return line({{"event", "case-finished"},
               {"id", case_id(result)},
               {"file", result.file},
               {"name", result.name},
               {"director", result.director},
               {"verdict", verdict::word(result.verdict)},
               {"why", failure_headline(result)},
               {"findings", finding_ids(result)},
               {"seconds", result.seconds}});
}

std::string run_finished_event(const verdict::RunResult& run) {
  return line({{"event", "run-finished"},
               {"passed", run.count(verdict::Verdict::passed)},
               {"failed", run.count(verdict::Verdict::failed)},
               {"skipped", run.count(verdict::Verdict::skipped)},
               {"error", run.count(verdict::Verdict::error)},
               {"exit", run.exit_status()}});
}

}  // namespace hopproof::reports
