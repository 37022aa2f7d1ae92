#include "harness/run/shell_session.hh"

#include "harness/base/error.hh"
#include "harness/run/conductor.hh"
#include "harness/run/run_folder.hh"
#include "harness/run/running_case.hh"
#include "netns/isolation.hh"

#include <cstdlib>

#include <fmt/format.h>
#include <poll.h>

namespace hopproof {
namespace {

ChildSpec shell_in(const CommandPlace& place) {
  const char* shell = std::getenv("SHELL");
  const char* path = std::getenv("PATH");
  ChildSpec spec;
  spec.words = {shell != nullptr ? shell : "/bin/sh"};
  spec.space = place.space;
  spec.folder = place.folder;
  spec.environment = place.environment;
  spec.environment.emplace_back("PS1", fmt::format("hopproof {} # ", place.node));
  if (!place.path_prefix.empty()) {
    spec.environment.emplace_back(
        "PATH", place.path_prefix + ":" + (path != nullptr ? path : "/usr/sbin:/usr/bin"));
  }
  spec.inherit_terminal = true;
  return spec;
}

/// The lab's servers answer while the shell runs: the loop goes on until it ends.
int run_shell(EventLoop& loop, const CommandPlace& place) {
  Child shell(shell_in(place));
  bool ended = false;
  const auto watch = loop.watch(shell.pidfd().get(), POLLIN, [&](short) { ended = true; });
  while (!ended) loop.run_once(std::chrono::hours(1));
  return shell.wait().code;
}

int body(const Case& deployment, const std::string& director, const std::string& node) {
  int status = 0;
  ConductOptions options;
  options.director = director;
  try {
    conduct(deployment, options,
            [&](const CaseResult&, Lab&, EventLoop& loop, RunningCase& running) {
              status = run_shell(loop, running.place(node));
            });
  } catch (const std::exception& e) {
    fmt::print(stderr, "hopproof: {}\n", e.what());
    return 4;
  }
  return status;
}

}  // namespace

int open_shell(const Case& deployment, const std::string& director, const std::string& node) {
  Case without_steps = deployment;
  without_steps.steps.clear();
  const RunFolder temporary;
  IsolatedProcess process([&](Fd) { return body(without_steps, director, node); });
  return process.wait().code;
}

}  // namespace hopproof
