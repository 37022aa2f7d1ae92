#include "harness/base/limits.hh"

#include "harness/base/error.hh"

#include <functional>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof {
namespace {

/// In a child, since a hard limit does not rise again.
bool holds_in_child(const std::function<bool()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body() ? 0 : 1);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

rlim_t open_files() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

TEST(Limits, OpenFilesAreRaisedForUsAndRestoredForPrograms) {
  EXPECT_TRUE(holds_in_child([] {
    const rlimit low{64, 512};
    ::setrlimit(RLIMIT_NOFILE, &low);
    raise_limits();
    const bool raised = open_files() == 512;
    restore_limits();
    return raised && open_files() == 64;
  }));
}

bool is_said_at(__rlimit_resource what, rlim_t value, const std::string& words) {
  return holds_in_child([&] {
    const rlimit low{value, value};
    ::setrlimit(what, &low);
    try {
      raise_limits();
    } catch (const HostError& error) {
      return std::string(error.what()).find(words) != std::string::npos;
    }
    return false;
  });
}

TEST(Limits, ThatAreTooLowAreSaid) {
  EXPECT_TRUE(is_said_at(RLIMIT_STACK, 64 << 10, "the stack is limited to 64 kB"));
  EXPECT_TRUE(is_said_at(RLIMIT_NOFILE, 64, "open files are limited to 64"));
  EXPECT_FALSE(is_said_at(RLIMIT_NOFILE, 256, "open files"));
}

TEST(Limits, AreNamedBehindTheErrorsThatTheyMake) {
  EXPECT_TRUE(holds_in_child([] {
    const rlimit files{100, 100}, memory{rlim_t(1) << 40, rlim_t(1) << 40};
    ::setrlimit(RLIMIT_NOFILE, &files);
    ::setrlimit(RLIMIT_AS, &memory);
    return with_limit_named("cannot open x: Too many open files") ==
               "cannot open x: Too many open files (the limit is 100: ulimit -n)" &&
           with_limit_named("std::bad_alloc") ==
               "Cannot allocate memory (the limit is 1073741824 kB of addresses: ulimit -v)" &&
           with_limit_named("no such file") == "no such file";
  }));
}

}  // namespace
}  // namespace hopproof
