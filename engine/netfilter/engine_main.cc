#include "engine/netfilter/engine_main.hh"

#include "engine/netfilter/engine.hh"
#include "harness/base/error.hh"

#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/socket.h>

namespace hopproof {
namespace {

constexpr int usage_error = 2;
constexpr int host_error = 4;

/// The number behind --control-fd.
std::optional<int> control_fd(int argc, char** argv) {
  if (argc != 3 || std::string_view(argv[1]) != "--control-fd") return std::nullopt;
  const auto number = parse_number(argv[2], 1 << 20);
  return number ? std::optional(int(*number)) : std::nullopt;
}

/// An engine of no harness (for benchmarks) is reached through its name alone; the other end of its
/// control socket stays open as long as the process.
int control_of_nobody() {
  int ends[2];
  check("create a control socket", ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends));
  return ends[0];
}

}  // namespace

int engine_main(int argc, char** argv) {
  try {
    const auto fd = argc == 1 ? std::optional(control_of_nobody()) : control_fd(argc, argv);
    if (!fd || ::fcntl(*fd, F_SETFD, FD_CLOEXEC) < 0) {
      fmt::print(stderr, "usage: engine [--control-fd N] (started by hopproof itself)\n");
      return usage_error;
    }
    check("ask to end with the parent", ::prctl(PR_SET_PDEATHSIG, SIGKILL));
    netfilter::Engine(Fd(*fd)).run();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "engine: {}\n", error.what());
    return host_error;
  }
}

}  // namespace hopproof
