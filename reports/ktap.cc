#include "reports/ktap.hh"

#include "harness/base/sinks.hh"
#include "harness/base/text.hh"
#include "reports/case_id.hh"
#include "reports/failure_text.hh"

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

std::string status(verdict::Verdict verdict) {
  return verdict == verdict::Verdict::passed || verdict == verdict::Verdict::skipped ? "ok"
                                                                                     : "not ok";
}

/// Without empty lines: readers of TAP's YAML stumble over them.
std::string prefixed(const std::string& text, std::string_view prefix) {
  std::string out;
  for (const std::string_view raw : lines_of(text)) {
    const std::string line = one_line(raw);
    if (!line.empty()) out += fmt::format("{}{}\n", prefix, line);
  }
  return out;
}

std::string title(const verdict::CaseResult& result) {
  return as_tap(result.director + "." + case_id(result) + " " + result.name);
}

std::string skip(verdict::Verdict verdict, const std::string& reason) {
  return verdict == verdict::Verdict::skipped ? " # SKIP " + as_tap(reason) : "";
}

std::string ktap_steps(const verdict::CaseResult& result) {
  if (result.steps.empty()) return "";
  std::string text = fmt::format("  KTAP version 1\n  1..{}\n", result.steps.size());
  for (size_t i = 0; i < result.steps.size(); ++i) {
    const verdict::StepResult& step = result.steps[i];
    text += fmt::format("  {} {} {}{}\n", status(step.verdict), i + 1, as_tap(step.name),
                        skip(step.verdict, step.outcome));
  }
  return text;
}

std::string ktap_case(const verdict::CaseResult& result, size_t number) {
  const bool bad = status(result.verdict) == "not ok";
  return ktap_steps(result) + (bad ? prefixed(failure_text(result), "# ") : "") +
         fmt::format("{} {} {}{}\n", status(result.verdict), number, title(result),
                     skip(result.verdict, result.reason));
}

std::string yaml_block(const verdict::CaseResult& result) {
  return fmt::format("  ---\n  message: {}\n  severity: {}\n  file: {}\n  data: |\n{}  ...\n",
                     as_yaml(failure_headline(result)),
                     result.verdict == verdict::Verdict::failed ? "fail" : "error",
                     as_yaml(result.file), prefixed(failure_text(result), "    "));
}

std::string tap_case(const verdict::CaseResult& result, size_t number) {
  const bool bad = status(result.verdict) == "not ok";
  return fmt::format("{} {} - {}{}\n", status(result.verdict), number, title(result),
                     skip(result.verdict, result.reason)) +
         (bad ? yaml_block(result) : "");
}

template <class Writer>
std::string all_cases(const verdict::RunResult& run, const char* head, Writer writer) {
  std::string text = fmt::format("{}\n1..{}\n", head, run.cases.size());
  for (size_t i = 0; i < run.cases.size(); ++i) text += writer(run.cases[i], i + 1);
  return text;
}

}  // namespace

std::string to_ktap(const verdict::RunResult& run) {
  return all_cases(run, "KTAP version 1", ktap_case);
}

std::string to_tap(const verdict::RunResult& run) {
  return all_cases(run, "TAP version 13", tap_case);
}

}  // namespace hopproof::reports
