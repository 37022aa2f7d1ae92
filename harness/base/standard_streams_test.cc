#include "harness/base/standard_streams.hh"

#include "harness/base/error.hh"
#include "harness/base/pipe.hh"

#include <csignal>
#include <memory>

#include <gtest/gtest.h>
#include <sys/wait.h>

namespace hopproof {
namespace {

struct CloseStream {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using Stream = std::unique_ptr<std::FILE, CloseStream>;

TEST(Flush, SaysThatADeviceIsFull) {
  const Stream full(std::fopen("/dev/full", "we"));
  try {
    print_all(full.get(), "text", "the events");
    FAIL() << "it was written";
  } catch (const SystemError& error) {
    EXPECT_STREQ(error.what(), "cannot write the events: No space left on device");
  }
  EXPECT_THROW(flush(full.get(), "the events"), SystemError) << "what failed once has failed";
}

TEST(Flush, KnowsThatTheReaderHasGone) {
  Pipe pipe;
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  const Stream stream(::fdopen(pipe.write.release(), "w"));
  pipe.read.reset();
  EXPECT_THROW(print_all(stream.get(), "text", "it"), ReaderGone);
  ::signal(SIGPIPE, before);
}

/// In a child of its own, whose descriptors may be closed; the status that it ends with.
template <class Body>
int in_child(Body body) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(body());
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WEXITSTATUS(status);
}

TEST(StandardDescriptors, AreOpenedWhereTheyAreClosed) {
  const int status = in_child([] {
    for (const int fd : {0, 1, 2}) ::close(fd);
    open_standard_descriptors();
    char byte = 0;
    const bool reads_nothing = ::read(0, &byte, 1) == 0;
    const bool cannot_write = ::write(1, &byte, 1) < 0;
    const bool next_is_free = ::open("/dev/null", O_RDONLY) == 3 || ::fcntl(3, F_GETFD) >= 0;
    return reads_nothing && cannot_write && ::write(2, &byte, 1) == 1 && next_is_free ? 0 : 1;
  });
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace hopproof
