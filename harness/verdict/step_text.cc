#include "harness/verdict/step_text.hh"

#include "harness/base/text.hh"
#include "harness/verdict/checks/ending_check.hh"
#include "harness/verdict/connection.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

std::string action_text(const Probe& probe) {
  switch (probe.kind) {
    case Probe::Kind::http:
      return "http " + endpoint_text(probe.target);
    case Probe::Kind::tcp:
      return "tcp " + endpoint_text(probe.target);
    case Probe::Kind::udp:
      return "udp " + endpoint_text(probe.target);
    case Probe::Kind::ping:
      return "ping " + endpoint_text(probe.target);
    case Probe::Kind::run:
      return "run " + probe.command;
    case Probe::Kind::send:
      return "send " + probe.packet.text();
    case Probe::Kind::on:
      return "on " + probe.on;
  }
  return "";
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
  for (const Exchange& exchange : record.exchanges) {
    const std::string text = exchange.outcome.text();
    if (std::ranges::find(outcomes, text) == outcomes.end()) outcomes.push_back(text);
  }
  return joined(outcomes, ", ");
}

}  // namespace hopproof
