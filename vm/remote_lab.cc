#include "vm/remote_lab.hh"

#include "harness/base/error.hh"
#include "harness/base/read_file.hh"
#include "harness/case/ablation.hh"
#include "harness/case/load.hh"
#include "harness/run/facts/host_ipvs.hh"
#include "harness/run/named_programs.hh"
#include "harness/verdict/result_json.hh"
#include "vm/boot_image.hh"
#include "vm/keeper.hh"
#include "vm/libraries.hh"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <sys/timerfd.h>

namespace hopproof::vm {
namespace {

/// Paths of the programs of a case that the image does not hold anyway.
std::vector<std::string> programs_to_send(const Case& deployment) {
  run::require_programs(deployment);
  std::vector<std::string> paths;
  for (const auto& [name, path] : run::programs_of(deployment))
    if (!is_in_boot_image(name)) paths.push_back(path);
  return paths;
}

/// The items that the job's case no longer has.
std::vector<std::string> removed_items(const run::LabJob& job) {
  const LoadedCase whole = parse_case(job.deployment.source, job.deployment.file);
  if (!whole.parsed) throw HostError("the text of the case is missing");
  const auto left = item_paths(job.deployment);
  std::vector<std::string> removed = item_paths(*whole.parsed);
  const std::set<std::string> kept(left.begin(), left.end());
  std::erase_if(removed, [&](const std::string& path) { return kept.contains(path); });
  return removed;
}

}  // namespace

Message order_for(const run::LabJob& job) {
  return {{{"do", "run"},
           {"file", job.deployment.file},
           {"director", job.options.director},
           {"pcapng", job.options.pcapng},
           {"until", job.options.until_step},
           {"goal", job.options.answered_is_goal ? "answered" : ""},
           {"removed", fmt::format("{}", fmt::join(removed_items(job), "\n"))}},
          job.deployment.source};
}

RemoteLab::RemoteLab(EventLoop& loop, Fd keeper, const run::LabJob& job, run::LabHost::Done done)
    : job_(job),
      done_(std::move(done)),
      programs_(programs_to_send(job.deployment)),
      silence_(check("make a timer", ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC))) {
  keeper_ = std::make_unique<MessageStream>(
      loop, std::move(keeper),
      MessageStream::Handlers{[this](const Message& message) { hear(message); },
                              [this](const std::string& why) {
                                finish(run::without_run(job_, verdict::Verdict::error,
                                                        "the virtual machine is gone: " + why));
                              }});
  silence_watch_ = loop.watch(silence_.get(), POLLIN, [this](short) {
    silence_watch_ = {};
    finish(run::without_run(job_, verdict::Verdict::error,
                            "the keeper of virtual machines has said nothing for too long; "
                            "hopproof vm stop --force ends it"));
  });
  listen_on();
}

void RemoteLab::listen_on() {
  const itimerspec limit{{0, 0}, {Keeper::longest_silence.count(), 0}};
  check("set a timer", ::timerfd_settime(silence_.get(), 0, &limit, nullptr));
}

void RemoteLab::hear(const Message& message) {
  const std::string what = message.field("is");
  listen_on();
  if (what == "ready") {
    send_programs();
    keeper_->send(order_for(job_));
  } else if (what == "capture") {
    if (job_.options.capture) job_.options.capture.replace(message.body);
  } else if (what == "broken") {
    finish(run::without_run(job_, verdict::Verdict::error, message.field("why")));
  } else if (what == "result") {
    finish(verdict::case_from_json(message.body));
  }
}

void RemoteLab::send_programs() {
  std::set<std::string> files;
  for (const std::string& program : programs_) {
    files.insert(program);
    for (const std::string& library : libraries_of(program)) files.insert(library);
  }
  for (const std::string& file : files)
    keeper_->send({{{"do", "put"}, {"path", file}}, read_file(file)});
}

void RemoteLab::finish(verdict::CaseResult result) {
  result.seconds = std::chrono::duration<double>(EventLoop::Clock::now() - begun_).count();
  if (!done_) return;
  const auto done = std::exchange(done_, {});  // may destroy this
  done(std::move(result));
}

std::unique_ptr<run::RunningLab> RemoteHost::start(EventLoop& loop, const run::LabJob& job,
                                                   Done done) {
  if (job.options.keep)
    throw MissingCapability("a lab in a virtual machine cannot be kept: use hopproof vm shell");
  return std::make_unique<RemoteLab>(loop, connect_to_keeper(options_), job, std::move(done));
}

std::unique_ptr<run::LabHost> place_for(const std::string& director, const VmOptions& options) {
  const bool asks_for_machine = !options.kernel.empty() && director != "engine";
  if (!asks_for_machine && (director == "engine" || !run::why_no_ipvs_here()))
    return std::make_unique<run::LocalHost>();
  return std::make_unique<RemoteHost>(options);
}

}  // namespace hopproof::vm
