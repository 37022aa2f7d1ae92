#pragma once

#include "harness/case/case.hh"
#include "harness/probe/probe_runner.hh"

namespace hopproof {

/// Performs command steps: lines in a node, one after another.
class CommandRunner {
 public:
  CommandRunner(EventLoop& loop, QuietWatch& quiet, PlaceOfNode place)
      : loop_(loop), quiet_(quiet), place_(std::move(place)) {}

  /// Runs the lines in order up to the first that does not exit with 0, and waits until what they
  /// set off has ended. The output of all of them, the exit status of the last that ran.
  Finished run(const NodeCommand& command);

 private:
  EventLoop& loop_;
  QuietWatch& quiet_;
  PlaceOfNode place_;
};

}  // namespace hopproof
