#include "harness/base/limits.hh"

#include "harness/base/error.hh"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <sys/resource.h>

namespace hopproof {
namespace {

constexpr rlim_t usual_stack = 8 << 20, least_stack = 256 << 10, least_files = 256;

std::optional<rlimit>& files_before() {
  static std::optional<rlimit> before;
  return before;
}

rlimit limit_of(__rlimit_resource what) {
  rlimit limit{};
  ::getrlimit(what, &limit);
  return limit;
}

void raise_open_files() {
  rlimit files = limit_of(RLIMIT_NOFILE);
  files_before() = files;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < least_files)
    throw HostError(fmt::format(
        "open files are limited to {}, and hopproof needs {}, a lab of 64 nodes 1024: ulimit -n 1024",
        files.rlim_cur, least_files));
}

void raise_stack() {
  rlimit stack = limit_of(RLIMIT_STACK);
  if (stack.rlim_cur < usual_stack) {
    stack.rlim_cur = std::min(usual_stack, stack.rlim_max);
    ::setrlimit(RLIMIT_STACK, &stack);
  }
  if (stack.rlim_cur < least_stack)
    throw HostError(
        fmt::format("the stack is limited to {} kB, and hopproof needs {} kB: ulimit -s unlimited",
                    stack.rlim_cur >> 10, least_stack >> 10));
}

/// A limit, and the error that speaks of it.
struct Limit {
  int error;
  __rlimit_resource what;
  int shift;  ///< of the number to what ulimit counts in
  const char* unit;
  const char* option;
};
constexpr Limit limits[] = {{EMFILE, RLIMIT_NOFILE, 0, "", "-n"},
                            {ENOMEM, RLIMIT_AS, 10, " kB of addresses", "-v"},
                            {EAGAIN, RLIMIT_AS, 10, " kB of addresses", "-v"},
                            {EAGAIN, RLIMIT_NPROC, 0, " processes of this user", "-u"},
                            {EFBIG, RLIMIT_FSIZE, 10, " kB for a file", "-f"}};

}  // namespace

void raise_limits() {
  raise_open_files();
  raise_stack();
}

void restore_limits() {
  if (files_before()) ::setrlimit(RLIMIT_NOFILE, &*files_before());
}

std::string with_limit_named(const std::string& message) {
  std::string text = message == "std::bad_alloc" ? std::strerror(ENOMEM) : message;
  for (const Limit& limit : limits) {
    const rlim_t now = limit_of(limit.what).rlim_cur;
    if (now == RLIM_INFINITY || text.find(std::strerror(limit.error)) == std::string::npos)
      continue;
    return fmt::format("{} (the limit is {}{}: ulimit {})", text, now >> limit.shift, limit.unit,
                       limit.option);
  }
  return text;
}

}  // namespace hopproof
