#include "harness/run/closing.hh"

#include "harness/run/kernel_release.hh"
#include "harness/verdict/step_text.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::run {
namespace {

void add_tables(verdict::NodeResult& node, director::Director& director) {
  for (const char* view : {"-Ln", "-Ln --stats", "-Lnc"}) {
    node.tables[fmt::format("ipvsadm {}", view)] = director.ipvsadm(view).output;
  }
}

void add_macs(verdict::NodeResult& node, const std::vector<netns::TapPoint>& points) {
  for (verdict::InterfaceResult& interface : node.interfaces) {
    for (const netns::TapPoint& point : points) {
      if (!point.switch_side && point.node == node.name && point.interface == interface.name) {
        interface.mac = text(point.mac);
      }
    }
  }
}

void add_steps_not_reached(verdict::CaseResult& result, const Case& deployment) {
  for (size_t i = result.steps.size(); i < deployment.steps.size(); ++i) {
    const Step& step = deployment.steps[i];
    verdict::StepResult missing;
    missing.number = int(i) + 1;
    missing.kind = verdict::step_kind(step);
    missing.text = verdict::step_text(step);
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

verdict::Verdict verdict_of(const verdict::CaseResult& result) {
  const bool failed = std::ranges::any_of(result.steps, [](const verdict::StepResult& s) {
    return s.verdict == verdict::Verdict::failed;
  });
  return failed ? verdict::Verdict::failed : verdict::Verdict::passed;
}

}  // namespace

void close_result(verdict::CaseResult& result, netns::Lab& lab, const capture::Capture& capture,
                  Directors& directors, const Firewalls& firewalls) {
  result.verdict = verdict_of(result);
  result.kernel = kernel_release();
  for (const verdict::StepResult& step : result.steps)
    result.frames += step.crossings.size() + size_t(step.crossings_left_out);
  for (verdict::NodeResult& node : result.nodes) {
    add_macs(node, lab.tap_points());
    if (director::Director* director = directors.find(node.name)) add_tables(node, *director);
    for (verdict::ItemResult& item : node.items) item.translated = firewalls.translation(item.path);
  }
  add_steps_not_reached(result, lab.deployment());
  if (logs(lab.deployment())) {
    result.notes.push_back(
        "LOG prints nothing from a network namespace other than the host's unless the host has "
        "net.netfilter.nf_log_all_netns=1; its counter shows what it matched");
  }
  result.frames_lost = capture.lost();
  if (result.frames_lost > 0) {
    result.verdict = verdict::Verdict::error;
    result.reason =
        fmt::format("the capture lost {} frames, so nothing is proven", result.frames_lost);
  }
}

}  // namespace hopproof::run
