#include "harness/run/conductor.hh"

#include "harness/base/error.hh"
#include "harness/capture/capture.hh"
#include "harness/capture/pcapng.hh"
#include "harness/probe/programs.hh"
#include "harness/probe/servers.hh"
#include "harness/run/capture_comments.hh"
#include "harness/run/closing.hh"
#include "harness/run/describe.hh"
#include "harness/run/directors.hh"
#include "harness/run/engine_differences.hh"
#include "harness/run/facts/firewalls.hh"
#include "harness/run/running_case.hh"
#include "harness/verdict/judge.hh"
#include "netns/lab.hh"

#include <algorithm>
#include <memory>

#include <fcntl.h>

namespace hopproof::run {
namespace {

/// What the nodes serve: built-in servers and the user's own programs.
class ServingNodes {
 public:
  ServingNodes(EventLoop& loop, netns::Lab& lab, RunningCase& running) : programs_(loop) {
    for (const netns::LabNode& node : lab.nodes()) {
      servers_.push_back(std::make_unique<probe::Servers>(loop, node));
      programs_.start(running.place(node.node->name), node.node->run);
    }
  }

 private:
  std::vector<std::unique_ptr<probe::Servers>> servers_;
  probe::Programs programs_;
};

Fd capture_file(const ConductOptions& options) {
  if (options.capture) return options.capture.create();
  return Fd(check("open /dev/null", ::open("/dev/null", O_WRONLY | O_CLOEXEC)));
}

/// A step's record and verdict; a command with `within` is repeated until its expectations hold.
verdict::StepResult perform_and_judge(const Case& deployment, const Step& step,
                                      RunningCase& running, verdict::Bindings& bindings,
                                      const std::string& pcapng) {
  const auto deadline = EventLoop::Clock::now() + step.within;
  verdict::StepRecord record = running.perform(step, bindings);
  verdict::StepResult result = verdict::judge(deployment, record, bindings, pcapng);
  while (result.verdict == verdict::Verdict::failed && EventLoop::Clock::now() < deadline) {
    running.perform_again(record);
    result = verdict::judge(deployment, record, bindings, pcapng);
  }
  running.write_frames(frame_comments(result));
  return result;
}

/// The first step that fails ends the case, unless a later one is asked for.
std::vector<verdict::StepResult> perform_steps(const Case& deployment,
                                               const ConductOptions& options,
                                               RunningCase& running) {
  verdict::Bindings bindings;
  std::vector<verdict::StepResult> results;
  bool broken = false;
  bool go_on = !options.until_step.empty();
  for (const Step& step : deployment.steps) {
    results.push_back(perform_and_judge(deployment, step, running, bindings, options.pcapng));
    broken = broken || results.back().verdict != verdict::Verdict::passed;
    go_on = go_on && step.name != options.until_step;
    if (broken && !go_on) break;
  }
  return results;
}

}  // namespace

verdict::CaseResult conduct(const Case& deployment, const ConductOptions& options,
                            const Afterwards& afterwards) {
  netns::Lab lab(deployment);
  Directors directors(lab, options.director);
  capture::OpeningTaps opening(lab.tap_points());
  directors.configure();
  const Firewalls firewalls(lab, directors);
  EventLoop loop;
  capture::Capture capture(loop, std::move(opening));
  capture::PcapngWriter pcapng(capture_file(options), options.pcapng, capture.taps(),
                               interface_comments(deployment, capture.taps()));
  RunningCase running(loop, lab, directors, firewalls, capture, pcapng);
  const ServingNodes serving(loop, lab, running);

  verdict::CaseResult result = describe(deployment);
  result.director = options.director;
  if (options.director == "engine") result.notes = engine_differences(deployment);
  result.pcapng = options.pcapng;
  result.steps = perform_steps(deployment, options, running);
  close_result(result, lab, capture, directors, firewalls);
  if (afterwards) afterwards(result, lab, loop, running);
  return result;
}

}  // namespace hopproof::run
