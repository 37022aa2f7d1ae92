#include "engine/netfilter/engine_main.hh"
#include "engine/netfilter/shim.hh"
#include "harness/base/error.hh"
#include "harness/cli/cli.hh"
#include "harness/cli/exit_code.hh"

#include <cstring>
#include <exception>

#include <fmt/format.h>

namespace {

int run_program(int argc, char** argv) {
  if (const auto shim = hopproof::run_shim(argc, argv)) return *shim;
  if (argc > 1 && std::strcmp(argv[1], "engine") == 0)
    return hopproof::engine_main(argc - 1, argv + 1);
  return hopproof::command_line(argc, argv);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run_program(argc, argv);
  } catch (const hopproof::MissingCapability& e) {
    fmt::print(stderr, "hopproof: skipped: {}\n", e.what());
    return hopproof::kSkipped;
  } catch (const std::exception& e) {
    fmt::print(stderr, "hopproof: {}\n", e.what());
    return hopproof::kBrokenHost;
  }
}
