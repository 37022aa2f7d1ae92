#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/kept_lab_daemon.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof {
namespace {

int keep(bool end) {
  if (end) {
    fmt::print("{} kept runs ended\n", end_kept_lab_daemons());
    return kPassed;
  }
  const auto daemons = find_kept_lab_daemons();
  for (const KeptLabDaemon& daemon : daemons) fmt::print("{}  {}\n", daemon.pid, daemon.what);
  fmt::print("{} kept runs; hopproof keep --end ends them\n", daemons.size());
  return kPassed;
}

}  // namespace

void add_keep_command(Command& app, int& status) {
  Command command = app.add_subcommand("keep", "the labs that run --keep left standing");
  auto end = std::make_shared<bool>(false);
  command.add_flag("--end", *end, "end them all");
  command.callback([&status, end] { status = keep(*end); });
}

}  // namespace hopproof
