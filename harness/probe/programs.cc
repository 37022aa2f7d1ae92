#include "harness/probe/programs.hh"

#include "harness/base/error.hh"
#include "harness/probe/socket_table.hh"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace hopproof::probe {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds longest_start{10};
constexpr milliseconds tick{2};

[[noreturn]] void fail(const CommandPlace& place, const Item& line, const ShellCommand& program,
                       std::string_view how) {
  const std::string& output = program.output();
  throw HostError(fmt::format("{}: '{}' {}{}{}", place.node, line.text, how,
                              output.empty() ? "" : ":\n", output));
}

}  // namespace

void Programs::start(const CommandPlace& place, const std::vector<Item>& lines) {
  for (const Item& line : lines) start_one(place, line);
}

// A program that goes into the background ends with 0 before or after it listens.
void Programs::start_one(const CommandPlace& place, const Item& line) {
  SocketTable sockets(*place.space);
  const auto before = sockets.listening();
  auto program = std::make_unique<ShellCommand>(loop_, place, line.text);
  const auto deadline = EventLoop::Clock::now() + longest_start;
  const auto listens = [&] { return !std::ranges::includes(before, sockets.listening()); };
  while (!listens()) {
    if (program->ended() && program->status().code != 0) {
      fail(place, line, *program, fmt::format("ended with {}", program->status().code));
    }
    if (EventLoop::Clock::now() >= deadline) {
      fail(place, line, *program,
           fmt::format("listens on no port after {} s", longest_start.count()));
    }
    loop_.run_once(tick);
  }
  running_.push_back(std::move(program));
}

}  // namespace hopproof::probe
