#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/differential/differ.hh"
#include "harness/differential/live_player.hh"
#include "harness/differential/remote_player.hh"
#include "vm/vm_player.hh"

#include <memory>
#include <string>

namespace hopproof::cli {
namespace {

using namespace differential;

struct Options {
  std::string left = "core", right = "engine", serve;
  DifferPlan plan;
  vm::VmOptions machine;
};

/// "core", "engine", "ipvs", "vm-engine", or a command that serves scenarios.
std::unique_ptr<Player> make_player(const std::string& name, const vm::VmOptions& machine) {
  if (name == "core") return std::make_unique<CorePlayer>();
  if (name == "engine") return std::make_unique<EnginePlayer>();
  if (name == "ipvs") return std::make_unique<vm::VmPlayer>(machine, "ipvs");
  if (name == "vm-engine") return std::make_unique<vm::VmPlayer>(machine, "engine");
  return std::make_unique<RemotePlayer>(name);
}

int differ(const Options& options) {
  const auto player = [&](const std::string& name) { return make_player(name, options.machine); };
  if (!options.serve.empty()) {
    serve(*player(options.serve));
    return exit_passed;
  }
  const auto left = player(options.left), right = player(options.right);
  Differ differ(options.plan, {options.left, *left}, {options.right, *right});
  return differ.run() ? exit_passed : exit_failed;
}

}  // namespace

Subcommand differ_command() {
  const auto options = std::make_shared<Options>();
  DifferPlan& plan = options->plan;
  return {
      .name = "differ",
      .about = "plays generated scenarios on two directors and shows where they differ",
      .options = {{"--left", &options->left,
                   "core, engine (of this host), ipvs or vm-engine (in the virtual "
                   "machine), or a command that serves scenarios",
                   with_default},
                  {"--right", &options->right, "the second player", with_default},
                  {"--kernel", &options->machine.kernel,
                   "kernel of the virtual machine: 6.1, 6.12, ..."},
                  {"--seed", &plan.seed, "which scenarios", with_default},
                  {"--first", &plan.first, "number of the first scenario", with_default},
                  {"--count", &plan.count, "how many", with_default},
                  {"--seconds", &plan.seconds,
                   "start no further scenario after this time; 0: play all of them", with_default},
                  {"--coverage", &plan.coverage, "also count what the scenarios contained"},
                  {"--serve", &options->serve,
                   "play scenarios from standard input on core or engine, and write "
                   "outcomes"}},
      .action = [options] { return differ(*options); }};
}

}  // namespace hopproof::cli
