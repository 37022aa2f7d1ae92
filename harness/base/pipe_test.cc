#include "harness/base/pipe.hh"

#include "harness/base/pidfd.hh"
#include "harness/base/read_file.hh"
#include "harness/base/write_all.hh"

#include <cerrno>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Pipe, CarriesAllOfATextAndEndsWithItsWriter) {
  Pipe pipe;
  write_all(pipe.write.get(), "asked\nanswered\n", "a pipe");
  pipe.write.reset();
  EXPECT_EQ(read_all(pipe.read.get(), "a pipe"), "asked\nanswered\n");
}

TEST(Pipe, EndsCloseAtAnExec) {
  const Pipe pipe;
  EXPECT_EQ(::fcntl(pipe.read.get(), F_GETFD), FD_CLOEXEC);
  EXPECT_EQ(::fcntl(pipe.write.get(), F_GETFD), FD_CLOEXEC);
}

TEST(WriteAll, NamesWhatItCannotWrite) {
  const Pipe pipe;
  try {
    write_all(pipe.read.get(), "x", "the rules");
    FAIL() << "it was written";
  } catch (const SystemError& error) {
    EXPECT_STREQ(error.what(), "cannot write the rules: Bad file descriptor");
  }
}

TEST(MemoryFile, IsReadFromItsStart) {
  const std::string long_text(size_t{200} * 1000, 'x');
  EXPECT_EQ(read_all(memory_file(long_text).get(), "it"), long_text);
  EXPECT_EQ(read_all(memory_file("").get(), "it"), "");
}

TEST(ReadFile, OnlyOneOfThemMayBeMissing) {
  EXPECT_THROW(read_file("/nonexistent"), SystemError);
  EXPECT_EQ(read_file_if_any("/nonexistent"), "");
  EXPECT_EQ(read_file("/proc/self/comm"), read_file_if_any("/proc/self/comm"));
}

TEST(Pidfd, OnlyOfAProcessThatIsThere) {
  EXPECT_TRUE(open_pidfd(::getpid()));
  constexpr pid_t beyond_pid_max = 0x7fffffff;
  EXPECT_FALSE(open_pidfd(beyond_pid_max));
  EXPECT_EQ(errno, ESRCH);
}

}  // namespace
}  // namespace hopproof
