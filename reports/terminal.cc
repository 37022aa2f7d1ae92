#include "reports/terminal.hh"

#include "harness/case/text/diagnostic.hh"
#include "harness/verdict/mismatch_text.hh"
#include "reports/finding_text.hh"
#include "reports/hop_lines.hh"
#include "reports/needs_text.hh"
#include "reports/wrapped_text.hh"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

std::string verdict_text(verdict::Verdict verdict, const Paint& paint) {
  const std::string padded = fmt::format("{:<7}", verdict::word(verdict));
  if (verdict == verdict::Verdict::passed) return paint.good(padded);
  return verdict == verdict::Verdict::skipped ? paint.faint(padded) : paint.bad(padded);
}

std::string flow_text(const verdict::FlowResult& flow, const Paint& paint) {
  const std::string server = flow.server.empty() ? "" : " from " + flow.server;
  return "    " +
         one_line(fmt::format("{} {} > {}  {}{}", flow.protocol, flow.local, flow.remote,
                              flow.outcome, server)) +
         "\n" + hop_lines(flow, paint, paint.width());
}

std::string counters_text(const verdict::StepResult& step) {
  std::string text;
  for (const verdict::CounterResult& counter : step.counters) {
    text += fmt::format("    {}  +{}\n", one_line(counter.path), counter.moved());
  }
  return text;
}

std::string mismatch_block(const verdict::CaseResult& result, const verdict::StepResult& step,
                           const Paint& paint) {
  std::string text;
  for (const verdict::MismatchResult& mismatch : step.mismatches) {
    text += paint.bad("") + verdict::render_mismatch(mismatch, result.file, result.source) + "\n";
  }
  return text;
}

std::string step_text(const verdict::CaseResult& result, const verdict::StepResult& step,
                      const Paint& paint, bool with_hops) {
  std::string text =
      fmt::format("  {} {}  {}  {}\n", step.number, verdict_text(step.verdict, paint),
                  one_line(step.name), one_line(step.outcome));
  if (with_hops) {
    for (const verdict::FlowResult& flow : step.flows) text += flow_text(flow, paint);
    text += counters_text(step);
  }
  text += findings_text(step.findings, paint);
  return text + mismatch_block(result, step, paint);
}

}  // namespace

std::string terminal_text(const verdict::CaseResult& result, const Paint& paint, Detail detail) {
  std::string text = fmt::format(
      "{}  {}  {}\n", verdict_text(result.verdict, paint), paint.strong(one_line(result.name)),
      paint.faint(
          one_line(fmt::format("{}, {}{}", result.director, result.file, needs_summary(result)))));
  if (!result.reason.empty()) text += fmt::format("         {}\n", printable(result.reason));
  if (!result.kept.empty()) {
    text += "  the lab is still running; inspect it with\n";
    for (const std::string& command : result.kept) text += "    " + one_line(command) + "\n";
    text += "  and end it with: hopproof keep --end\n";
  }
  const bool full = result.verdict == verdict::Verdict::failed || detail == Detail::hops;
  if (!full) return text;
  for (const std::string& prediction : result.predictions)
    text += paint.faint("  predicted: " + wrapped(printable(prediction), "             "));
  for (const verdict::StepResult& step : result.steps) text += step_text(result, step, paint, true);
  text += needs_text(result, paint);
  for (const verdict::WarningResult& warning : result.warnings)
    text += fmt::format("  warning: {}\n", printable(warning.message));
  for (const std::string& note : result.notes)
    text += paint.faint("  note: " + wrapped(printable(note), "        "));
  return text;
}

std::string summary_text(const verdict::RunResult& run, const Paint& paint) {
  std::string text =
      fmt::format("{} passed, {} failed, {} skipped", run.count(verdict::Verdict::passed),
                  run.count(verdict::Verdict::failed), run.count(verdict::Verdict::skipped));
  if (run.count(verdict::Verdict::error) > 0)
    text += paint.bad(fmt::format(", {} could not run", run.count(verdict::Verdict::error)));
  text += "\n";
  std::map<std::string, int> reasons;
  for (const verdict::CaseResult& result : run.cases) {
    if (result.verdict == verdict::Verdict::skipped) ++reasons[result.reason];
  }
  for (const auto& [reason, count] : reasons)
    text += fmt::format("  skipped {}: {}\n", count, printable(reason));
  return text;
}

}  // namespace hopproof::reports
