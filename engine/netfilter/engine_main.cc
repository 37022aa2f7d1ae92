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

}  // namespace

int engine_main(int argc, char** argv) {
  const auto fd = control_fd(argc, argv);
  if (!fd || ::fcntl(*fd, F_SETFD, FD_CLOEXEC) < 0) {
    fmt::print(stderr, "usage: engine --control-fd N (started by hopproof itself)\n");
    return usage_error;
  }
  try {
    check("ask to end with the parent", ::prctl(PR_SET_PDEATHSIG, SIGKILL));
    netfilter::Engine(Fd(*fd)).run();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "engine: {}\n", error.what());
    return host_error;
  }
}

}  // namespace hopproof
