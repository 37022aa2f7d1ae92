#include "harness/run/lab_process.hh"

#include "harness/base/error.hh"
#include "harness/base/limits.hh"
#include "harness/base/standard_streams.hh"
#include "harness/base/write_all.hh"
#include "harness/run/kept_lab.hh"
#include "harness/run/running_case.hh"
#include "harness/run/signals.hh"
#include "harness/verdict/result_json.hh"

#include <array>
#include <optional>

#include <fmt/format.h>
#include <malloc.h>
#include <poll.h>

namespace hopproof::run {
namespace {

KeptNode kept_node(const probe::CommandPlace& place) {
  return {place.node,
          place.space->fd().get(),
          place.folder,
          place.path_prefix,
          {place.environment.begin(), place.environment.end()}};
}

/// Hands the result over while the lab still stands: nobody waits for its end.
Afterwards hand_over(Fd& result) {
  return [&result](const verdict::CaseResult& found, netns::Lab&, EventLoop&, RunningCase&) {
    write_all(result.get(), verdict::to_json(found), "the result of a lab");
    result.reset();
  };
}

/// --keep: hands the result over while the lab stands, and then serves it until the harness goes.
Afterwards keep_standing(Fd& result) {
  return [&result](const verdict::CaseResult& found, netns::Lab& lab, EventLoop& loop,
                   RunningCase& running) {
    verdict::CaseResult kept = found;
    for (const netns::LabNode& node : lab.nodes())
      kept.kept.push_back(to_text(kept_node(running.place(node.node->name))));
    write_all(result.get(), verdict::to_json(kept), "the result of a lab");
    result.reset();
    leave_standard_streams();
    while (true) loop.run_once(std::chrono::hours(1));
  };
}

/// Why there is no result, when there is none.
std::optional<verdict::CaseResult> conduct_or_say_why(const LabJob& job, Fd& result) {
  try {
    conduct(job.deployment, job.options,
            job.options.keep ? keep_standing(result) : hand_over(result));
    return std::nullopt;
  } catch (const MissingCapability& e) {
    return without_run(job, verdict::Verdict::skipped, e.what());
  } catch (const std::exception& e) {
    return without_run(job, verdict::Verdict::error, with_limit_named(e.what()));
  }
}

int body(const LabJob& job, Fd result) {
  InterruptSignals::restore_in_child();
  ::mallopt(M_ARENA_MAX,
            1);  // the threads of the capture only wait: they need no heaps of their own
  const auto why_not = conduct_or_say_why(job, result);
  if (why_not && result) write_all(result.get(), verdict::to_json(*why_not), "the result of a lab");
  return 0;
}

}  // namespace

LabProcess::LabProcess(EventLoop& loop, const LabJob& job,
                       std::function<void(verdict::CaseResult)> done)
    : job_(job),
      done_(std::move(done)),
      process_([&job](Fd result) { return body(job, std::move(result)); }),
      watch_(loop.watch(process_.result().get(), POLLIN, [this](short) { on_result(); })) {}

LabProcess::~LabProcess() = default;

void LabProcess::on_result() {
  std::array<char, 65536> buffer;
  const ssize_t size = ::read(process_.result().get(), buffer.data(), buffer.size());
  if (size > 0) {
    text_.append(buffer.data(), size_t(size));
    return;
  }
  watch_ = {};
  verdict::CaseResult result = read_result();
  result.seconds = std::chrono::duration<double>(EventLoop::Clock::now() - begun_).count();
  const auto done = std::move(done_);  // may destroy this
  done(std::move(result));
}

bool LabProcess::has_ended() const {
  pollfd process{process_.pidfd().get(), POLLIN, 0};
  return ::poll(&process, 1, 0) != 0;
}

void LabProcess::await_end() { process_.wait(); }

void LabProcess::keep(verdict::CaseResult& result) {
  std::vector<KeptNode> nodes;
  for (const std::string& line : result.kept) nodes.push_back(kept_node_from(line));
  kept_ = std::make_unique<KeptLab>(job_.options.id, nodes, process_.init_pid());
  result.kept = kept_->commands();
}

verdict::CaseResult LabProcess::read_result() {
  if (text_.empty()) {
    const netns::ExitStatus status = process_.wait();
    return without_run(
        job_, verdict::Verdict::error,
        fmt::format("the lab process ended without a result (status {})", status.code));
  }
  verdict::CaseResult result = verdict::case_from_json(text_);
  if (!result.kept.empty()) keep(result);
  return result;
}

}  // namespace hopproof::run
