#include "reports/sarif.hh"

#include "harness/base/sinks.hh"
#include "harness/case/findings/finding_kind.hh"

#include <algorithm>
#include <iterator>
#include <set>

#include <nlohmann/json.hpp>

namespace hopproof::reports {
namespace {

using nlohmann::json;

std::string description_of(const std::string& rule) {
  const auto& ids = finding_ids();
  const auto found = std::ranges::find(ids, rule);
  if (found != ids.end()) return finding_kinds()[size_t(found - ids.begin())].cause;
  if (rule == "claim") return "What the case claims was not seen.";
  if (rule == "case-file") return "The case file does not parse.";
  if (rule == "not-run") return "The case could not be run.";
  return "The deployment is valid and yet likely to fail: " + rule + ".";
}

json rule_of(const std::string& rule) {
  return {{"id", rule}, {"shortDescription", {{"text", as_utf8(description_of(rule))}}}};
}

json region_of(const Place& place) {
  json region{{"startLine", std::max(place.line, 1)}};
  if (place.column > 0) region["startColumn"] = place.column;
  if (place.column > 0 && place.length > 0) region["endColumn"] = place.column + place.length;
  return region;
}

json result_of(const SarifNote& note) {
  return {{"ruleId", note.rule},
          {"level", note.level},
          {"message", {{"text", one_line(note.text)}}},
          {"locations",
           {{{"physicalLocation",
              {{"artifactLocation", {{"uri", as_link(note.file)}}},
               {"region", region_of(note.place)}}}}}}};
}

void add_notes(const verdict::CaseResult& result, std::vector<SarifNote>& notes) {
  for (const verdict::WarningResult& warning : result.warnings)
    notes.push_back(
        {warning.id, "warning", warning.message + "; " + warning.remedy, result.file, warning.place});
  if (result.verdict == verdict::Verdict::error)
    notes.push_back({"not-run", "error", result.reason, result.file, {}});
  if (!result.is_bad()) return;
  for (const verdict::StepResult& step : result.steps) {
    for (const verdict::MismatchResult& mismatch : step.mismatches)
      notes.push_back({"claim", "error", mismatch.message, result.file, mismatch.place});
    if (step.verdict != verdict::Verdict::failed) continue;
    for (const verdict::FindingResult& finding : step.findings)
      notes.push_back({finding.id, "error", finding.text, result.file, step.place});
  }
}

}  // namespace

std::string to_sarif(const std::string& version, const std::vector<SarifNote>& notes) {
  std::set<std::string> names;
  json rules = json::array(), results = json::array();
  for (const SarifNote& note : notes) {
    names.insert(note.rule);
    results.push_back(result_of(note));
  }
  std::ranges::transform(names, std::back_inserter(rules), rule_of);
  const json driver{{"name", "hopproof"}, {"version", version}, {"rules", rules}};
  const json run{
      {"tool", {{"driver", driver}}}, {"columnKind", "utf16CodeUnits"}, {"results", results}};
  return json{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
              {"version", "2.1.0"},
              {"runs", json::array({run})}}
             .dump(2) +
         "\n";
}

std::string to_sarif(const verdict::RunResult& run) {
  std::vector<SarifNote> notes;
  for (const verdict::CaseResult& result : run.cases) add_notes(result, notes);
  return to_sarif(run.version, notes);
}

}  // namespace hopproof::reports
