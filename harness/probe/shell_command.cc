#include "harness/probe/shell_command.hh"

#include "harness/base/error.hh"

#include <chrono>
#include <csignal>
#include <cstdlib>

#include <fmt/format.h>
#include <poll.h>

namespace hopproof::probe {
namespace {

constexpr std::chrono::seconds longest_command{60};
constexpr size_t flood = size_t{64} << 20;

std::string path_of(const CommandPlace& place) {
  const char* path = std::getenv("PATH");
  const std::string own = path != nullptr ? path : "/usr/sbin:/usr/bin:/sbin:/bin";
  return place.path_prefix.empty() ? own : place.path_prefix + ':' + own;
}

netns::ChildSpec shell(const CommandPlace& place, const std::string& line) {
  netns::ChildSpec spec;
  spec.words = {"/bin/sh", "-c", line};
  spec.space = place.space;
  spec.folder = place.folder;
  spec.environment = {{"LC_ALL", "C"}, {"TZ", "UTC"}, {"PATH", path_of(place)}};
  for (const auto& variable : place.environment) spec.environment.push_back(variable);
  return spec;
}

}  // namespace

ShellCommand::ShellCommand(EventLoop& loop, const CommandPlace& place, const std::string& line)
    : child_(shell(place, line)) {
  output_watch_ = loop.watch(child_.output_fd().get(), POLLIN, [this](short) { on_output(); });
  end_watch_ = loop.watch(child_.pidfd().get(), POLLIN, [this](short) { on_end(); });
}

void ShellCommand::kill() {
  if (!ended()) child_.signal(SIGKILL);
}

void ShellCommand::on_output() {
  if (!child_.read_output()) output_watch_ = {};
}

// A daemon that it leaves behind may hold the output open: the end of the command is what counts.
void ShellCommand::on_end() {
  status_ = child_.poll();
  if (!status_) return;
  child_.read_output();
  end_watch_ = {};
}

bool ShellCommand::floods() const { return child_.output_size() > flood; }

void BackgroundProcesses::keep(std::unique_ptr<ShellCommand> command) {
  if (command->has_left_processes()) commands_.push_back(std::move(command));
}

netns::Finished run_command(EventLoop& loop, const CommandPlace& place, const std::string& line,
                            BackgroundProcesses& background) {
  auto command = std::make_unique<ShellCommand>(loop, place, line);
  const auto deadline = EventLoop::Clock::now() + longest_command;
  const bool over = loop.run_until([&] { return command->ended() || command->floods(); }, deadline);
  if (command->floods())
    throw HostError(fmt::format("{}: '{}' wrote more than {} MiB", place.node, line, flood >> 20));
  if (!over)
    throw HostError(
        fmt::format("{}: '{}' did not end within {} s; what is to go on for longer is "
                    "started in the background (&), or in the node's run:",
                    place.node, line, longest_command.count()));
  netns::Finished finished{command->status(), command->output()};
  background.keep(std::move(command));
  return finished;
}

netns::Finished CommandRunner::run(const NodeCommand& command) {
  netns::Finished all;
  const CommandPlace place = place_(command.node);
  for (const std::string& line : command.lines) {
    const netns::Finished one = run_command(loop_, place, line, background_);
    all.output += one.output;
    all.status = one.status;
    if (one.status.code != 0) break;
  }
  quiet_.finish();
  return all;
}

}  // namespace hopproof::probe
