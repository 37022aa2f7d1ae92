#pragma once

#include "harness/base/event_loop.hh"
#include "harness/case/case.hh"
#include "harness/probe/quiet.hh"
#include "netns/child.hh"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hopproof::probe {

/// Where a user's command runs and what it finds there.
struct CommandPlace {
  std::string node;
  const netns::Namespace* space = nullptr;
  std::string folder;       ///< the node's scratch folder
  std::string path_prefix;  ///< put first in PATH; "": nothing
  std::vector<std::pair<std::string, std::string>> environment;
};

/// One shell line that runs. Its output is collected by the loop; the destructor ends it, and what
/// it started in its process group.
class ShellCommand {
 public:
  ShellCommand(EventLoop& loop, const CommandPlace& place, const std::string& line);
  ShellCommand(const ShellCommand&) = delete;
  ShellCommand& operator=(const ShellCommand&) = delete;

  bool ended() const { return status_.has_value(); }
  /// Of an ended command.
  netns::ExitStatus status() const { return status_.value_or(netns::ExitStatus{}); }
  std::string output() const { return child_.output(); }
  size_t output_size() const { return child_.output_size(); }
  /// It has written more than any case can be about (64 MiB).
  bool floods() const;
  /// An ended one has left processes behind: in its group, or holding its output.
  bool has_left_processes() const { return child_.has_left_processes(); }
  void kill();

 private:
  void on_output();
  void on_end();

  netns::Child child_;
  EventLoop::Watch output_watch_, end_watch_;
  std::optional<netns::ExitStatus> status_;
};

/// What commands that have ended started in the background: alive as long as this, its output read
/// on.
class BackgroundProcesses {
 public:
  /// Keeps what an ended command left behind, if there is something.
  void keep(std::unique_ptr<ShellCommand> command);

 private:
  std::vector<std::unique_ptr<ShellCommand>> commands_;
};

/// Runs one line to its end, the loop going on meanwhile, and leaves what it started in the
/// background to `background`. Throws HostError when it does not end within 60 s, or floods.
netns::Finished run_command(EventLoop& loop, const CommandPlace& place, const std::string& line,
                            BackgroundProcesses& background);

/// Where commands of a node run; must hold for every node of the case.
using PlaceOfNode = std::function<CommandPlace(const std::string& node)>;

/// Performs command steps: lines in a node, one after another.
class CommandRunner {
 public:
  CommandRunner(EventLoop& loop, QuietWatch& quiet, BackgroundProcesses& background,
                PlaceOfNode place)
      : loop_(loop), quiet_(quiet), background_(background), place_(std::move(place)) {}

  /// Runs the lines in order up to the first that does not exit with 0, and waits until what they
  /// set off has ended. The output of all of them, the exit status of the last that ran.
  netns::Finished run(const NodeCommand& command);

 private:
  EventLoop& loop_;
  QuietWatch& quiet_;
  BackgroundProcesses& background_;
  PlaceOfNode place_;
};

}  // namespace hopproof::probe
