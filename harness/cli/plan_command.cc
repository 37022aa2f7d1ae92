#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "netns/plan.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

int print_plan(const std::string& file) {
  const LoadedCase loaded = load_case(file);
  fmt::print(stderr, "{}", render(loaded.diagnostics, file, loaded.source));
  if (!loaded.parsed) return exit_bad_case;
  fmt::print("{}", netns::plan(*loaded.parsed));
  return exit_passed;
}

}  // namespace

Subcommand plan_command() {
  const auto file = std::make_shared<std::string>();
  return {
      .name = "plan",
      .about = "print the ip, sysctl, iptables and ipvsadm commands",
      .options = {{"CASE", file.get(), "a case file", must_be_given}},
      .footer = "The output is a shell script: run it as root on a host with ip_vs, or read it.",
      .action = [file] { return print_plan(*file); }};
}

}  // namespace hopproof::cli
