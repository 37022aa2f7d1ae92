#include "harness/base/error.hh"
#include "harness/base/sinks.hh"
#include "harness/base/spellcheck.hh"
#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/kept_shell.hh"
#include "harness/run/conductor.hh"
#include "harness/run/run_folder.hh"
#include "harness/run/running_case.hh"
#include "netns/isolation.hh"

#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <poll.h>

namespace hopproof::cli {
namespace {

constexpr const char* shell_footer =
    R"(The deployment is built and its servers answer; no step of the case is run. In a director's node
ipvsadm, iptables and sysctl net.ipv4.vs.* reach the director. The lab ends with the shell;
one that run --keep has left stays.
Example: hopproof shell cases/one-arm/4-masquerade.yaml director)";

struct ShellOptions {
  std::string file, node;
  bool kept = false;
};

netns::ChildSpec shell_in(const probe::CommandPlace& place) {
  const char* shell = std::getenv("SHELL");
  const char* path = std::getenv("PATH");
  netns::ChildSpec spec;
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
int run_shell(EventLoop& loop, const probe::CommandPlace& place) {
  netns::Child shell(shell_in(place));
  bool ended = false;
  const auto watch = loop.watch(shell.pidfd().get(), POLLIN, [&](short) { ended = true; });
  while (!ended) loop.run_once(std::chrono::hours(1));
  return shell.wait().code;
}

int body(const Case& deployment, const std::string& director, const std::string& node) {
  int status = 0;
  run::ConductOptions options;
  options.director = director;
  try {
    run::conduct(deployment, options,
                 [&](const verdict::CaseResult&, netns::Lab&, EventLoop& loop,
                     run::RunningCase& running) { status = run_shell(loop, running.place(node)); });
  } catch (const std::exception& e) {
    fmt::print(stderr, "hopproof: {}\n", e.what());
    return exit_broken_host;
  }
  return status;
}

/// Builds the deployment, sends nothing, and opens the user's shell in `node`, with the node's
/// files as working folder and the director's ipvsadm in PATH. Returns the shell's exit status when
/// it ends; then the lab is gone.
int open_shell(const Case& deployment, const std::string& director, const std::string& node) {
  Case without_steps = deployment;
  without_steps.steps.clear();
  const run::RunFolder temporary;
  netns::IsolatedProcess process([&](Fd) { return body(without_steps, director, node); });
  return process.wait().code;
}

int unknown_node(const Case& deployment, const std::string& node) {
  std::vector<std::string> names;
  for (const Node& known : deployment.nodes) names.push_back(known.name);
  fmt::print(stderr, "hopproof: {} has no node '{}'{}\n", one_line(deployment.file), one_line(node),
             did_you_mean(node, names));
  return exit_usage;
}

int shell(const ShellOptions& options) {
  if (options.kept) return enter_kept_lab(options.file, options.node);
  const LoadedCase loaded = load_case(options.file);
  fmt::print(stderr, "{}", render(loaded.diagnostics, options.file, loaded.source));
  if (!loaded.parsed) return exit_bad_case;
  if (loaded.parsed->find_node(options.node) == nullptr)
    return unknown_node(*loaded.parsed, options.node);
  return open_shell(*loaded.parsed, "engine", options.node);
}

}  // namespace

Subcommand shell_command() {
  const auto options = std::make_shared<ShellOptions>();
  return {.name = "shell",
          .about = "a shell inside a node of the running lab",
          .options = {{"CASE", &options->file,
                       "a case file; with --kept the number of a lab that hopproof keep lists",
                       must_be_given},
                      {"NODE", &options->node, "one of its nodes", must_be_given},
                      {"--kept", &options->kept, "enter a lab that run --keep has left running"}},
          .footer = shell_footer,
          .action = [options] { return shell(*options); }};
}

}  // namespace hopproof::cli
