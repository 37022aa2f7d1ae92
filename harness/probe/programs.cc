#include "harness/probe/programs.hh"

#include "harness/base/bounded_text.hh"
#include "harness/base/error.hh"
#include "harness/probe/socket.hh"
#include "harness/probe/socket_table.hh"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <sys/socket.h>

namespace hopproof::probe {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds longest_start{10};
constexpr milliseconds tick{2};

[[noreturn]] void fail(const CommandPlace& place, const Item& line, const ShellCommand& program,
                       std::string_view how) {
  constexpr size_t most_shown = 16;  // lines
  const std::string output = few_lines(program.output(), most_shown);
  const std::string wrote = output.size() < program.output().size()
                                ? fmt::format(" and wrote {} bytes", program.output_size())
                                : "";
  throw HostError(fmt::format("{}: '{}' {}{}{}{}", place.node, line.text, how, wrote,
                              output.empty() ? "" : ":\n", output));
}

}  // namespace

namespace {

/// Whether a program that was started is ready.
class Readiness {
 public:
  using Clock = EventLoop::Clock;

  Readiness(const CommandPlace& place, const Ready& ready)
      : ready_(ready), sockets_(*place.space), space_(*place.space), begun_(Clock::now()) {
    if (ready.kind == Ready::Kind::port) before_ = sockets_.listening();
  }

  bool holds(const ShellCommand& program) {
    switch (ready_.kind) {
      case Ready::Kind::port:
        return !std::ranges::includes(before_, sockets_.listening());
      case Ready::Kind::address:
        return has_address();
      case Ready::Kind::output:
        return program.output().find(ready_.output) != std::string::npos;
      case Ready::Kind::exit:
        return program.ended();
      case Ready::Kind::duration:
        return Clock::now() - begun_ >= ready_.duration;
    }
    return false;
  }

  /// What it waits for in vain.
  std::string missing() const {
    switch (ready_.kind) {
      case Ready::Kind::port:
        return "listens on no port";
      case Ready::Kind::address:
        return fmt::format("does not bring {} to the node", ready_.address->text());
      case Ready::Kind::output:
        return fmt::format("has not printed '{}'", ready_.output);
      case Ready::Kind::exit:
      case Ready::Kind::duration:
        break;
    }
    return "has not ended";
  }

 private:
  /// An address that one can bind to is there.
  bool has_address() const {
    const IpAddress& wanted = *ready_.address;
    const Fd socket = open_socket(space_, domain_of(wanted.family()), SOCK_DGRAM);
    return bind_socket(socket, {wanted, 0}) == 0;
  }

  const Ready& ready_;
  SocketTable sockets_;
  const netns::Namespace& space_;
  Clock::time_point begun_;
  decltype(std::declval<SocketTable>().listening()) before_;
};

}  // namespace

void Programs::start(const CommandPlace& place, const std::vector<RunItem>& lines) {
  for (const RunItem& line : lines) start_one(place, line);
}

// A program that goes into the background ends with 0 before or after it is ready.
void Programs::start_one(const CommandPlace& place, const RunItem& line) {
  Readiness readiness(place, line.ready);
  auto program = std::make_unique<ShellCommand>(loop_, place, line.text);
  const auto longest = std::max<milliseconds>(longest_start, line.ready.duration + longest_start);
  const auto deadline = EventLoop::Clock::now() + longest;
  for (;;) {
    const bool failed = program->ended() && program->status().code != 0;
    if (failed) fail(place, line, *program, fmt::format("ended with {}", program->status().code));
    if (readiness.holds(*program)) break;
    if (program->floods()) fail(place, line, *program, "writes without end");
    if (EventLoop::Clock::now() >= deadline) {
      fail(place, line, *program,
           fmt::format("{}{} after {} s", program->ended() ? "ended with 0 and " : "",
                       readiness.missing(), longest.count() / 1000));
    }
    loop_.run_once(tick);
  }
  running_.push_back(std::move(program));
}

}  // namespace hopproof::probe
