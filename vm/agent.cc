#include "vm/agent.hh"

#include "harness/base/error.hh"
#include "harness/base/read_file.hh"
#include "harness/base/text.hh"
#include "harness/case/ablation.hh"
#include "harness/case/load.hh"
#include "harness/fix/goal.hh"
#include "harness/run/kernel_release.hh"
#include "harness/run/lab_queue.hh"
#include "harness/run/run_folder.hh"
#include "harness/run/signals.hh"
#include "harness/verdict/result_json.hh"
#include "netns/child.hh"
#include "vm/guest.hh"
#include "vm/message.hh"
#include "vm/vm_player.hh"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <unistd.h>

namespace hopproof::vm {
namespace {

namespace fs = std::filesystem;

run::LabJob job_of(const Message& order) {
  LoadedCase loaded = parse_case(order.body, order.field("file"));
  if (!loaded.parsed) throw HostError("the case does not parse in the virtual machine");
  run::LabJob job;
  const std::string removed = order.field("removed");
  const auto items = lines_of(removed);
  job.deployment = without_items(*loaded.parsed, {items.begin(), items.end()});
  job.options.director = order.field("director");
  job.options.pcapng = order.field("pcapng");
  if (!job.options.pcapng.empty())
    job.options.capture = OwnFolder("/tmp/hopproof-capture").file("case.pcapng");
  job.options.until_step = order.field("until");
  if (order.field("goal") == "answered") job.deployment = fix::to_be_answered(job.deployment);
  return job;
}

verdict::CaseResult run_job(const run::LabJob& job) {
  const run::InterruptSignals signals;
  const run::RunFolder temporary;
  run::LocalHost here;
  run::LabQueue queue(here, {job}, run::LabRoom(1), {}, signals);
  std::vector<verdict::CaseResult> results = queue.run();
  if (results.empty()) throw HostError("the case was interrupted in the virtual machine");
  return std::move(results.front());
}

/// The capture goes first, so that everything is there with the result.
void send_capture(const Fd& port, const OwnFile& capture) {
  if (!capture || !fs::exists(capture.path())) return;
  send_message(port, {{{"is", "capture"}}, read_file(capture.path())});
  fs::remove(capture.path());
}

void perform(const Fd& port, const Message& order) {
  const run::LabJob job = job_of(order);
  verdict::CaseResult result = run_job(job);
  unload_helpers();
  send_capture(port, job.options.capture);
  send_message(port, {{{"is", "result"}}, verdict::to_json(result)});
}

/// A program that a case names, or a library of it.
void put(const Message& order) {
  const fs::path path = order.field("path");
  if (fs::exists(path)) return;  // from the same host, and perhaps in use
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << order.body;
  fs::permissions(path, fs::perms(0755));
}

/// What `hopproof vm doctor` prints.
void tell_about(const Fd& port) {
  netns::ChildSpec version;
  version.words = {"ipvsadm", "--version"};
  const std::string text = "kernel: " + run::kernel_release() + "\n" + netns::run(version).output +
                           "\nmodules:\n" + read_file("/proc/modules");
  send_message(port, {{{"is", "result"}}, text});
}

void obey(const Fd& port, const Message& order) {
  const std::string what = order.field("do");
  try {
    if (what == "run") perform(port, order);
    if (what == "put") put(order);
    if (what == "about") tell_about(port);
    if (what == "play") send_message(port, {{{"is", "result"}}, play_in_machine(order)});
  } catch (const std::exception& error) {
    send_message(port, {{{"is", "broken"}, {"why", error.what()}}, ""});
  }
}

void serve() {
  const Fd port = open_port();
  MessageReader reader;
  send_message(port, {{{"is", "ready"}, {"kernel", run::kernel_release()}}, ""});
  while (const auto order = receive_message(port, reader)) obey(port, *order);
}

void be_shell() {
  std::puts("hopproof: a shell in the virtual machine; exit ends it");
  std::fflush(stdout);
  ::execlp("setsid", "setsid", "-c", "bash", "-i", nullptr);
  ::execlp("bash", "bash", "-i", nullptr);
  ::execlp("sh", "sh", "-i", nullptr);
}

}  // namespace

int agent_main(int argc, char** argv) {
  const bool shell = argc > 1 && std::string_view(argv[1]) == "shell";
  if (::getpid() != 1) throw HostError("vm-agent is the first process of a virtual machine");
  set_up_guest();
  live_as_process_one([shell] { shell ? be_shell() : serve(); });
}

}  // namespace hopproof::vm
