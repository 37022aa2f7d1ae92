#include "harness/base/sinks.hh"
#include "harness/base/standard_streams.hh"
#include "harness/base/text.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/run/capabilities.hh"
#include "reports/paint.hh"
#include "vm/keeper_client.hh"

#include <memory>
#include <utility>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

/// Boots one, with a case's own ways.
run::Capability try_machine() {
  const std::string name = "virtual machine with ip_vs";
  try {
    const vm::Message about = vm::ask_machine({}, {{{"do", "about"}}, ""});
    const auto lines = lines_of(about.body);
    return {name, "machine", true,
            lines.empty() ? "" : "it answers, " + std::string(lines.front())};
  } catch (const std::exception& error) {
    return {name, "machine", false, one_line(error.what())};
  }
}

/// What was tried, as it is printed.
class Findings {
 public:
  explicit Findings(std::string required) : required_(std::move(required)) {}

  void add(const run::Capability& capability) {
    const std::string answer = capability.works ? paint_.good("yes") : paint_.bad("no ");
    fmt::print("{}  {:<26} {}\n", answer, capability.name, capability.why);
    if (capability.needed_for != required_) return;
    known_ = true;
    usable_ = usable_ && capability.works;
  }
  ExitCode status() const {
    if (!required_.empty() && !known_) {
      fmt::print(stderr, "hopproof: '{}' cannot be required; try --require lab\n",
                 one_line(required_));
      return exit_usage;
    }
    return usable_ ? exit_passed : exit_skipped;
  }

 private:
  std::string required_;
  const reports::Paint paint_ = reports::Paint::for_descriptor(1);
  bool known_ = false, usable_ = true;
};

int doctor(const std::string& required) {
  Findings findings(required);
  for (const run::Capability& capability : run::try_capabilities()) findings.add(capability);
  flush(stdout, "standard output");
  if (required.empty() || required == "machine") findings.add(try_machine());
  return findings.status();
}

}  // namespace

Subcommand doctor_command() {
  const auto required = std::make_shared<std::string>();
  return {.name = "doctor",
          .about = "what this host can do, found by trying",
          .options = {{"--require", required.get(),
                       "exit with 77 unless everything for this works: lab, ipvs (of this kernel), "
                       "machine (kernel IPVS in a virtual machine)"}},
          .action = [required] { return doctor(*required); }};
}

}  // namespace hopproof::cli
