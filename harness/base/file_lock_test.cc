#include "harness/base/file_lock.hh"

#include "harness/base/error.hh"
#include "harness/base/pipe.hh"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>

namespace hopproof {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class FileLock : public testing::Test {
 protected:
  ~FileLock() override { ::unlink(path_.c_str()); }
  Fd opened() const { return Fd(::open(path_.c_str(), O_RDWR | O_CLOEXEC)); }

  std::string path_ = testing::TempDir() + "file-lock-XXXXXX";
  Fd first_{::mkostemp(path_.data(), O_CLOEXEC)};
};

TEST_F(FileLock, IsWaitedForUntilTheLimit) {
  lock_within(first_, path_, milliseconds(0));
  const Fd second = opened();
  EXPECT_THROW(lock_within(second, path_, milliseconds(20)), HostError);
  first_.reset();
  lock_within(second, path_, milliseconds(0));
  EXPECT_THROW(lock_within(opened(), path_, milliseconds(20)), HostError);
}

TEST_F(FileLock, IsTakenWhenItsHolderEnds) {
  Pipe locked, end;
  const pid_t holder = ::fork();
  if (holder == 0) {
    end.write.reset();
    const Fd own = opened();
    char byte = ::flock(own.get(), LOCK_EX) == 0 ? 'y' : 'n';
    (void)!::write(locked.write.get(), &byte, 1);
    (void)!::read(end.read.get(), &byte, 1);
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(locked.read.get(), &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  end.write.reset();
  lock_within(first_, path_, seconds(20));
  EXPECT_NE(::flock(opened().get(), LOCK_EX | LOCK_NB), 0) << "nobody has the lock";
  ::waitpid(holder, nullptr, 0);
}

}  // namespace
}  // namespace hopproof
