#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/import/collect_script.hh"

#include <memory>
#include <random>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

constexpr const char* collect_footer =
    R"(The script only reads: it writes nothing, loads no kernel module and blanks passwords. One run a host:
  hopproof collect > collect.sh
  ssh root@lb1 sh -s < collect.sh > lb1.txt
  ssh root@web1 sh -s < collect.sh > web1.txt
  hopproof import lb1.txt web1.txt -o case.yaml)";

constexpr uint32_t key_limit = 1U << 26;

int print_script(bool redact) {
  std::optional<uint32_t> key;
  if (redact) key = 1 + std::random_device()() % (key_limit - 1);
  fmt::print("{}", imports::collect_script(key));
  return exit_passed;
}

}  // namespace

Subcommand collect_command() {
  const auto redact = std::make_shared<bool>(false);
  return {
      .name = "collect",
      .about = "print a shell script that collects what a host says of its deployment",
      .options = {{"--redact", redact.get(),
                   "the script renames addresses, on all hosts the same way; prefixes and who is "
                   "in whose network stay"}},
      .footer = collect_footer,
      .action = [redact] { return print_script(*redact); }};
}

}  // namespace hopproof::cli
