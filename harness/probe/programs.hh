#pragma once

#include "harness/case/case.hh"
#include "harness/probe/shell_command.hh"

#include <memory>
#include <vector>

namespace hopproof::probe {

/// The real programs that nodes `run`, alive until this goes.
class Programs {
 public:
  explicit Programs(EventLoop& loop) : loop_(loop) {}

  /// Starts the lines in order, each awaited until it is ready: until the node listens on a new TCP
  /// or UDP port, has an address, or as `ready` says. Throws HostError naming the program, with its
  /// output, when it fails or is not ready within 10 s.
  void start(const CommandPlace& place, const std::vector<RunItem>& lines);

 private:
  void start_one(const CommandPlace& place, const RunItem& line);

  EventLoop& loop_;
  std::vector<std::unique_ptr<ShellCommand>> running_;
};

}  // namespace hopproof::probe
