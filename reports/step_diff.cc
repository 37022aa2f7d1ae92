#include "reports/step_diff.hh"

#include "reports/port_names.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof {
namespace {

using Lines = std::vector<std::string>;

std::string findings(const StepResult& step) {
  Lines ids;
  for (const FindingResult& finding : step.findings)
    ids.push_back(finding.at.empty() ? finding.id : finding.id + " at " + finding.at);
  return fmt::format("{}", fmt::join(ids, ", "));
}

/// A connection as lines that compare: who served it, how it ended, and each hop.
struct FlowLines {
  std::string ending;
  Lines request, reply;
};

FlowLines lines_of(const FlowResult& flow, const std::string& source) {
  PortNames names(source);
  FlowLines lines;
  lines.ending = flow.served.empty() ? flow.outcome : flow.outcome + " by " + flow.served;
  for (const HopResult& hop : flow.request) lines.request.push_back(names.named(hop));
  for (const HopResult& hop : flow.reply) lines.reply.push_back(names.named(hop));
  return lines;
}

class Comparison {
 public:
  Comparison(Changes& changes, std::string where) : changes_(changes), where_(std::move(where)) {}

  void text(std::string_view what, const std::string& before, const std::string& after) {
    if (before != after) changes_.push_back({where_ + std::string(what), before, after});
  }
  void ways(std::string_view what, const Lines& before, const Lines& after) {
    for (size_t i = 0; i < std::max(before.size(), after.size()); ++i)
      text(fmt::format("{}, hop {}", what, i + 1), i < before.size() ? before[i] : "",
           i < after.size() ? after[i] : "");
  }

 private:
  Changes& changes_;
  std::string where_;
};

void compare_flows(Changes& changes, const StepOfCase& before, const StepOfCase& after,
                   const std::string& where) {
  const auto& a = before.step.flows;
  const auto& b = after.step.flows;
  for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const FlowLines was = i < a.size() ? lines_of(a[i], before.source) : FlowLines{};
    const FlowLines is = i < b.size() ? lines_of(b[i], after.source) : FlowLines{};
    Comparison compare(changes, where + fmt::format("connection {}: ", i + 1));
    compare.text("ending", was.ending, is.ending);
    compare.ways("request", was.request, is.request);
    compare.ways("reply", was.reply, is.reply);
  }
}

}  // namespace

void step_changes(Changes& changes, const StepOfCase& before, const StepOfCase& after,
                  size_t number) {
  const std::string where = fmt::format("step {}: ", number);
  Comparison compare(changes, where);
  compare.text("verdict", std::string(word(before.step.verdict)),
               std::string(word(after.step.verdict)));
  compare.text("outcome", before.step.outcome, after.step.outcome);
  compare.text("findings", findings(before.step), findings(after.step));
  compare_flows(changes, before, after, where);
}

}  // namespace hopproof
