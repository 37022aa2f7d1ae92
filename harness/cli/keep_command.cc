#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/holder.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof {
namespace {

int keep(bool end) {
  if (end) {
    fmt::print("{} kept runs ended\n", end_holders());
    return kPassed;
  }
  const auto holders = find_holders();
  for (const Holder& holder : holders) fmt::print("{}  {}\n", holder.pid, holder.what);
  fmt::print("{} kept runs; hopproof keep --end ends them\n", holders.size());
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
