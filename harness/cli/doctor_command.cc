#include "harness/base/sinks.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/run/capabilities.hh"
#include "reports/paint.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

int doctor(const std::string& required) {
  const reports::Paint paint = reports::Paint::for_descriptor(1);
  bool found = required.empty();
  bool usable = true;
  for (const run::Capability& capability : run::try_capabilities()) {
    const std::string answer = capability.works ? paint.good("yes") : paint.bad("no ");
    fmt::print("{}  {:<26} {}\n", answer, capability.name, capability.why);
    if (capability.needed_for == required) {
      found = true;
      usable = usable && capability.works;
    }
  }
  if (!found) {
    fmt::print(stderr, "hopproof: '{}' cannot be required; try --require lab\n",
               one_line(required));
    return exit_usage;
  }
  return usable ? exit_passed : exit_skipped;
}

}  // namespace

Subcommand doctor_command() {
  const auto required = std::make_shared<std::string>();
  return {.name = "doctor",
          .about = "what this host can do, found by trying",
          .options = {{"--require", required.get(),
                       "exit with 77 unless everything for this works: lab, ipvs"}},
          .action = [required] { return doctor(*required); }};
}

}  // namespace hopproof::cli
