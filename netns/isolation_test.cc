#include "netns/isolation.hh"

#include "harness/base/error.hh"
#include "harness/base/pidfd.hh"
#include "harness/base/pipe.hh"
#include "harness/base/read_file.hh"
#include "netns/namespace.hh"
#include "netns/scratch_folder.hh"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof::netns {
namespace {

void say(const Fd& result, const std::string& text) {
  ASSERT_EQ(::write(result.get(), text.data(), text.size()), ssize_t(text.size()));
}

bool ends_within_ten_seconds(const Fd& pidfd) {
  pollfd ended{pidfd.get(), POLLIN, 0};
  return ::poll(&ended, 1, 10'000) == 1;
}

/// Runs the test, or skips it where namespaces are refused.
class Isolated : public testing::Test {
 protected:
  void run(const std::function<void()>& test) {
    try {
      test();
    } catch (const MissingCapability& missing) {
      GTEST_SKIP() << missing.what();
    }
  }
};

TEST_F(Isolated, BodyIsRootInItsOwnPidNamespace) {
  run([] {
    IsolatedProcess process([](Fd result) {
      say(result, std::to_string(::getuid()) + " " + std::to_string(::getpid()) + " " +
                      std::to_string(::getppid()));
      return 5;
    });
    EXPECT_EQ(read_all(process.result().get(), "what it says"), "0 2 1");
    EXPECT_EQ(process.wait().code, 5);
  });
}

TEST_F(Isolated, BodyMayCreateNetworkNamespacesAndHasItsProcesses) {
  run([] {
    IsolatedProcess process([](Fd) {
      const Namespace fresh = Namespace::create();
      ChildSpec spec;
      spec.words = {"sh", "-c", "exit 3"};
      spec.space = &fresh;
      return hopproof::netns::run(spec).status.code;
    });
    EXPECT_EQ(process.wait().code, 3);
  });
}

TEST_F(Isolated, ItsTemporaryFolderGoesWithIt) {
  run([] {
    IsolatedProcess process([](Fd result) {
      const char* folder = std::getenv("TMPDIR");
      write_new_file(folder, "left", "behind");
      say(result, folder);
      return 0;
    });
    const std::string folder = read_all(process.result().get(), "what it says");
    process.wait();
    EXPECT_NE(folder.find("hopproof-"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(folder));
  });
}

TEST_F(Isolated, AnExceptionInBodyIsAFailure) {
  run([] {
    testing::internal::CaptureStderr();
    IsolatedProcess process([](Fd) -> int { throw HostError("out of luck"); });
    EXPECT_EQ(process.wait().code, EXIT_FAILURE);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "hopproof: out of luck\n");
  });
}

TEST_F(Isolated, KillEndsEveryProcessInIt) {
  run([] {
    IsolatedProcess process([](Fd result) {
      // A daemon: a session of its own, no parent, and the result pipe still open.
      if (::fork() == 0) {
        ::setsid();
        if (::fork() == 0) {
          say(result, "daemon");
          for (;;) ::pause();
        }
        ::_exit(0);
      }
      for (;;) ::pause();
      return 0;
    });
    char word[6];
    ASSERT_EQ(::read(process.result().get(), word, sizeof word), 6);
    process.kill();
    EXPECT_EQ(process.wait().code, 128 + SIGKILL);
    EXPECT_EQ(read_all(process.result().get(), "what it says"), "")
        << "the daemon still holds the pipe";
  });
}

TEST_F(Isolated, TermOfInitReachesBody) {
  run([] {
    IsolatedProcess process([](Fd result) {
      say(result, "x");
      for (;;) ::pause();
      return 0;
    });
    char byte;
    ASSERT_EQ(::read(process.result().get(), &byte, 1), 1);
    ::kill(process.init_pid(), SIGTERM);
    EXPECT_EQ(process.wait().code, 128 + SIGTERM);
  });
}

/// What runs as the harness that is about to be killed: reports the pids it started, then hangs.
[[noreturn]] void live_as_harness(const Fd& told) {
  try {
    IsolatedProcess process([](Fd result) {
      if (::fork() == 0) ::setsid();  // nginx's workers: PR_SET_PDEATHSIG is not inherited
      say(result, "x");
      for (;;) ::pause();
      return 0;
    });
    char both[2];
    for (int got = 0; got < 2;) got += int(::read(process.result().get(), both, 2));
    const pid_t pids[2] = {process.pid(), process.init_pid()};
    (void)!::write(told.get(), pids, sizeof pids);
    for (;;) ::pause();
  } catch (const MissingCapability&) {
    ::_exit(77);
  }
}

TEST_F(Isolated, NothingRemainsAfterTheHarnessIsKilled) {
  Pipe pipe;
  const ScratchFolder temporary;
  const pid_t harness = ::fork();
  if (harness == 0) {
    ::setenv("TMPDIR", temporary.path().c_str(), 1);
    live_as_harness(pipe.write);
  }
  pipe.write.reset();
  pid_t pids[2];
  if (::read(pipe.read.get(), pids, sizeof pids) != ssize_t(sizeof pids)) {
    ::waitpid(harness, nullptr, 0);
    GTEST_SKIP() << "namespaces are refused here";
  }
  const Fd keeper = open_pidfd(pids[0]);
  const Fd init = open_pidfd(pids[1]);
  ASSERT_TRUE(keeper && init);
  ASSERT_FALSE(std::filesystem::is_empty(temporary.path()));
  ::kill(harness, SIGKILL);
  ::waitpid(harness, nullptr, 0);
  EXPECT_TRUE(ends_within_ten_seconds(keeper));
  // Its end includes that of every process in its PID namespace.
  EXPECT_TRUE(ends_within_ten_seconds(init));
  EXPECT_EQ(read_all(pipe.read.get(), "what it says"), "")
      << "somebody still holds the harness's pipe";
  EXPECT_TRUE(std::filesystem::is_empty(temporary.path())) << "a scratch folder remains";
}

}  // namespace
}  // namespace hopproof::netns
