#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/kept_lab_daemon.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

int keep(bool end) {
  if (end) {
    fmt::print("{} kept runs ended\n", end_kept_lab_daemons());
    return exit_passed;
  }
  const auto daemons = find_kept_lab_daemons();
  for (const KeptLabDaemon& daemon : daemons) fmt::print("{}  {}\n", daemon.process.pid, daemon.what);
  fmt::print("{} kept runs; hopproof keep --end ends them\n", daemons.size());
  return exit_passed;
}

}  // namespace

Subcommand keep_command() {
  const auto end = std::make_shared<bool>(false);
  return {.name = "keep",
          .about = "the labs that run --keep left running",
          .options = {{"--end", end.get(), "end them all"}},
          .action = [end] { return keep(*end); }};
}

}  // namespace hopproof::cli
