#include "harness/base/spellcheck.hh"
#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/run/shell_session.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr const char* kFooter =
    R"(The deployment stands and its servers answer; no step of the case is run. In a director's node
ipvsadm, iptables and sysctl net.ipv4.vs.* reach the director. The lab ends with the shell.
Example: hopproof shell cases/one-arm/4-masquerade.yaml director)";

struct ShellOptions {
  std::string file, node;
};

int unknown_node(const Case& deployment, const std::string& node) {
  std::vector<std::string> names;
  for (const Node& known : deployment.nodes) names.push_back(known.name);
  fmt::print(stderr, "hopproof: {} has no node '{}'{}\n", deployment.file, node,
             did_you_mean(node, names));
  return kUsage;
}

int shell(const ShellOptions& options) {
  const LoadedCase loaded = load_case(options.file);
  fmt::print(stderr, "{}", render(loaded.diagnostics, options.file, loaded.source));
  if (!loaded.parsed) return kBadCase;
  if (loaded.parsed->find_node(options.node) == nullptr)
    return unknown_node(*loaded.parsed, options.node);
  return open_shell(*loaded.parsed, "engine", options.node);
}

}  // namespace

Subcommand shell_command() {
  const auto options = std::make_shared<ShellOptions>();
  return {.name = "shell",
          .about = "a shell inside a node of the running lab",
          .options = {{"CASE", &options->file, "a case file", kRequired},
                      {"NODE", &options->node, "one of its nodes", kRequired}},
          .footer = kFooter,
          .action = [options] { return shell(*options); }};
}

}  // namespace hopproof
