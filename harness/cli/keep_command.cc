#include "harness/base/sinks.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/kept_lab_daemon.hh"
#include "harness/run/kept_lab.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

int end_all() {
  const EndedDaemons all = end_kept_lab_daemons();
  fmt::print("{} kept runs ended\n", all.ended);
  for (const std::string& complaint : all.complaints)
    fmt::print(stderr, "hopproof: {}\n", complaint);
  return all.complaints.empty() ? exit_passed : exit_broken_host;
}

int list() {
  const auto daemons = find_kept_lab_daemons();
  for (const KeptLabDaemon& daemon : daemons)
    fmt::print("{}  {}\n", daemon.process.pid, one_line(daemon.what));
  for (const run::KeptLabRecord& lab : run::find_kept_labs()) {
    fmt::print("  lab {}  {}:", lab.init.pid, one_line(lab.id));
    for (const run::KeptNode& node : lab.nodes) fmt::print(" {}", one_line(node.node));
    fmt::print("\n");
  }
  fmt::print(
      "{} kept runs; hopproof shell --kept LAB NODE enters one, hopproof keep --end ends them\n",
      daemons.size());
  return exit_passed;
}

}  // namespace

Subcommand keep_command() {
  const auto end = std::make_shared<bool>(false);
  return {.name = "keep",
          .about = "the labs that run --keep left running",
          .options = {{"--end", end.get(), "end them all"}},
          .action = [end] { return *end ? end_all() : list(); }};
}

}  // namespace hopproof::cli
