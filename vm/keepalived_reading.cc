#include "vm/keepalived_reading.hh"

#include "harness/base/error.hh"
#include "harness/base/event_loop.hh"
#include "harness/base/text.hh"
#include "harness/case/load.hh"
#include "vm/remote_lab.hh"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace hopproof::vm {
namespace {

constexpr std::chrono::minutes longest_reading{2};

verdict::CaseResult run_in_machine(const Case& deployment, const VmOptions& options) {
  EventLoop loop;
  RemoteHost host(options);
  run::LabJob job{deployment, {}};
  job.options.director = "ipvs";
  std::optional<verdict::CaseResult> result;
  const auto lab =
      host.start(loop, job, [&](verdict::CaseResult done) { result = std::move(done); });
  const auto deadline = EventLoop::Clock::now() + longest_reading;
  if (!loop.run_until([&] { return result.has_value(); }, deadline))
    throw HostError("keepalived was not through with its configuration within two minutes");
  return *std::move(result);
}

const verdict::StepResult* find_step(const verdict::CaseResult& result, std::string_view name) {
  const auto found = std::ranges::find(result.steps, name, &verdict::StepResult::name);
  return found == result.steps.end() || found->verdict == verdict::Verdict::skipped ? nullptr
                                                                                    : &*found;
}

std::string pasted(std::string_view id, std::string_view command, const std::string& output) {
  std::string text = fmt::format("[root@{} ~]# {}\n", id, command);
  for (const std::string_view line : lines_of(output)) {
    if (!is_of_keepalived_case(std::string(line))) text += std::string(line) + "\n";
  }
  return text;
}

/// Lines of its log that say that some of the configuration does not count.
void take_complaints(std::string_view log, std::vector<std::string>& remarks) {
  for (const std::string_view line : lines_of(log)) {
    constexpr size_t time = std::string_view("Tue Dec  1 07:48:32 2026: ").size();
    const bool complains = line.find(": Line ") != std::string_view::npos ||
                           line.find("Unknown keyword") != std::string_view::npos ||
                           line.find("Entering FAULT") != std::string_view::npos;
    if (!complains || line.size() <= time) continue;
    std::string remark(line.substr(time));
    if (std::ranges::find(remarks, remark) == remarks.end()) remarks.push_back(std::move(remark));
  }
}

}  // namespace

KeepalivedReading read_by_keepalived(std::span<const KeepalivedFile> files, const std::string& id,
                                     const VmOptions& options) {
  const LoadedCase loaded = parse_case(keepalived_case(files, id), "keepalived.conf");
  if (!loaded.parsed)
    throw HostError("the configuration of keepalived cannot be run: " +
                    loaded.diagnostics.front().message);
  const verdict::CaseResult result = run_in_machine(*loaded.parsed, options);
  if (result.verdict == verdict::Verdict::skipped) throw MissingCapability(result.reason);
  KeepalivedReading reading;
  for (const auto& step : result.steps) {
    const bool is_log = step.name == "log" || step.verdict == verdict::Verdict::failed;
    if (is_log) take_complaints(step.output, reading.remarks);
    if (step.verdict == verdict::Verdict::failed && step.name != "addresses")
      throw HostError("keepalived does not come up with this configuration:\n" + step.output);
  }
  if (const auto* step = find_step(result, "services"))
    reading.text += pasted(id, "ipvsadm -Sn", step->output);
  if (const auto* step = find_step(result, "thresholds"))
    reading.text += pasted(id, "ipvsadm -Ln --thresholds", step->output);
  if (const auto* step = find_step(result, "addresses")) {
    reading.text += pasted(id, "ip -o addr", step->output);
    if (step->verdict == verdict::Verdict::failed)
      reading.remarks.emplace_back(
          "not every vrrp_instance became master within 20 s: addresses may be missing");
  }
  return reading;
}

}  // namespace hopproof::vm
