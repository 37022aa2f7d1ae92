#include "harness/verdict/step_text.hh"

#include "harness/base/text.hh"
#include "harness/verdict/checks/ending_check.hh"
#include "harness/verdict/connection.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

std::string joined(const std::vector<std::string>& words, const char* separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

// What each kind asks for: its target, if there is nothing else below.

template <class Aimed>
std::string asked(const Aimed& kind) {
  return endpoint_text(kind.target);
}
std::string asked(const RunProbe& run) { return run.command; }
std::string asked(const SendProbe& send) { return send.packet.text(); }
std::string asked(const OnProbe& on) { return on.connection; }

std::string action_text(const Probe& probe) {
  return std::visit([](const auto& kind) { return fmt::format("{} {}", kind.word, asked(kind)); },
                    probe.kind);
}

std::string probe_text(const Probe& probe) {
  std::string text = probe.from.empty() ? "" : joined(probe.from, ", ") + ": ";
  text += action_text(probe);
  if (probe.times > 1) text += fmt::format(", {} times", probe.times);
  if (!probe.hold.empty()) text += ", held as " + probe.hold;
  return text;
}

}  // namespace

std::string step_kind(const Step& step) {
  if (std::holds_alternative<Probe>(step.action)) return "probe";
  return std::holds_alternative<NodeCommand>(step.action) ? "command" : "wait";
}

std::string step_text(const Step& step) {
  if (const auto* probe = std::get_if<Probe>(&step.action)) return probe_text(*probe);
  if (const auto* command = std::get_if<NodeCommand>(&step.action)) {
    return command->node + ": " + joined(command->lines, "; ");
  }
  return fmt::format("wait {}ms", std::get<Wait>(step.action).duration.count());
}

std::string step_outcome(const StepRecord& record) {
  if (std::holds_alternative<Wait>(record.step->action)) return "";
  if (std::holds_alternative<NodeCommand>(record.step->action)) {
    return fmt::format("exit {}", exit_status(record));
  }
  std::vector<std::string> outcomes;
  for (const trace::Exchange& exchange : record.exchanges) {
    const std::string text = exchange.outcome.text();
    if (std::ranges::find(outcomes, text) == outcomes.end()) outcomes.push_back(text);
  }
  return joined(outcomes, ", ");
}

}  // namespace hopproof::verdict
