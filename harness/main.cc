#include "engine/netfilter/engine_main.hh"
#include "engine/netfilter/translation/shim.hh"
#include "harness/base/error.hh"
#include "harness/cli/cli.hh"
#include "harness/cli/exit_code.hh"
#include "vm/agent.hh"
#include "vm/keeper.hh"

#include <cstdio>
#include <exception>
#include <string_view>

namespace {

int run_program(int argc, char** argv) {
  if (const auto shim = hopproof::run_shim(argc, argv)) return *shim;
  const std::string_view word = argc > 1 ? argv[1] : "";
  if (word == "engine") return hopproof::engine_main(argc - 1, argv + 1);
  if (word == "vm-agent") return hopproof::vm::agent_main(argc - 1, argv + 1);
  if (word == "vm-keeper") return hopproof::vm::keeper_main(argc - 1, argv + 1);
  return hopproof::cli::command_line(argc, argv);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run_program(argc, argv);
  } catch (const hopproof::MissingCapability& e) {
    std::fprintf(stderr, "hopproof: skipped: %s\n", e.what());
    return hopproof::cli::exit_skipped;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "hopproof: %s\n", e.what());
    return hopproof::cli::exit_broken_host;
  }
}
