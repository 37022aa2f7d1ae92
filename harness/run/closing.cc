#include "harness/run/closing.hh"

#include "harness/run/kernel_release.hh"
#include "harness/verdict/step_text.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

void add_tables(NodeResult& node, Director& director) {
  for (const char* view : {"-Ln", "-Ln --stats", "-Lnc"}) {
    node.tables[fmt::format("ipvsadm {}", view)] = director.ipvsadm(view).output;
  }
}

void add_macs(NodeResult& node, const std::vector<TapPoint>& points) {
  for (InterfaceResult& interface : node.interfaces) {
    for (const TapPoint& point : points) {
      if (!point.switch_side && point.node == node.name && point.interface == interface.name) {
        interface.mac = text(point.mac);
      }
    }
  }
}

void add_steps_not_reached(CaseResult& result, const Case& deployment) {
  for (size_t i = result.steps.size(); i < deployment.steps.size(); ++i) {
    const Step& step = deployment.steps[i];
    StepResult missing;
    missing.number = int(i) + 1;
    missing.kind = step_kind(step);
    missing.text = step_text(step);
    missing.name = step.name.empty() ? missing.text : step.name;
    missing.place = step.place;
    missing.outcome = "not reached";
    result.steps.push_back(std::move(missing));
  }
}

bool logs(const Case& deployment) {
  return std::ranges::any_of(deployment.nodes, [](const Node& node) {
    return std::ranges::any_of(node.iptables,
                               [](const IptablesItem& item) { return item.rule.target == "LOG"; });
  });
}

Verdict verdict_of(const CaseResult& result) {
  const bool failed = std::ranges::any_of(
      result.steps, [](const StepResult& s) { return s.verdict == Verdict::failed; });
  return failed ? Verdict::failed : Verdict::passed;
}

}  // namespace

void close_result(CaseResult& result, Lab& lab, const Capture& capture, Directors& directors,
                  const Firewalls& firewalls) {
  result.verdict = verdict_of(result);
  result.kernel = kernel_release();
  for (const StepResult& step : result.steps)
    result.frames += step.crossings.size() + size_t(step.crossings_left_out);
  for (NodeResult& node : result.nodes) {
    add_macs(node, lab.tap_points());
    if (Director* director = directors.find(node.name)) add_tables(node, *director);
    for (ItemResult& item : node.items) item.translated = firewalls.translation(item.path);
  }
  add_steps_not_reached(result, lab.deployment());
  if (logs(lab.deployment())) {
    result.notes.push_back(
        "LOG prints nothing from a network namespace other than the host's unless the host has "
        "net.netfilter.nf_log_all_netns=1; its counter shows what it matched");
  }
  result.frames_lost = capture.lost();
  if (result.frames_lost > 0) {
    result.verdict = Verdict::error;
    result.reason =
        fmt::format("the capture lost {} frames, so nothing is proven", result.frames_lost);
  }
}

}  // namespace hopproof
