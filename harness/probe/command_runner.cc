#include "harness/probe/command_runner.hh"

namespace hopproof {

Finished CommandRunner::run(const NodeCommand& command) {
  Finished all;
  const CommandPlace place = place_(command.node);
  for (const std::string& line : command.lines) {
    const Finished one = run_command(loop_, place, line);
    all.output += one.output;
    all.status = one.status;
    if (one.status.code != 0) break;
  }
  quiet_.finish();
  return all;
}

}  // namespace hopproof
