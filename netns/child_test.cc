#include "netns/child.hh"

#include "harness/base/error.hh"
#include "harness/base/pipe.hh"

#include <csignal>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof::netns {
namespace {

ChildSpec shell(const std::string& line) {
  ChildSpec spec;
  spec.words = {"sh", "-c", line};
  return spec;
}

TEST(Child, CollectsBothStreamsAndTheStatus) {
  const Finished finished = run(shell("echo out; echo err >&2; exit 7"));
  EXPECT_EQ(finished.output, "out\nerr\n");
  EXPECT_EQ(finished.status.code, 7);
  EXPECT_FALSE(finished.status.signalled);
}

TEST(Child, TellsASignalFromAStatus) {
  const Finished finished = run(shell("kill -TERM $$"));
  EXPECT_TRUE(finished.status.signalled);
  EXPECT_EQ(finished.status.code, 128 + SIGTERM);
}

TEST(Child, ReadsItsInputFolderAndEnvironment) {
  ChildSpec spec = shell("cat; pwd; echo $GREETING");
  spec.input = "given\n";
  spec.folder = "/usr";
  spec.environment = {{"GREETING", "hello"}};
  EXPECT_EQ(run(spec).output, "given\n/usr\nhello\n");
}

TEST(Child, TakesInputAndOutputLargerThanAPipe) {
  ChildSpec spec = shell("cat");
  spec.input = std::string(300'000, 'x');
  EXPECT_EQ(run(spec).output, spec.input);
}

TEST(Child, KeepsHeadAndTailOfOneMebibyte) {
  const Finished finished = run(shell("echo first; head -c 3000000 /dev/zero; echo last"));
  EXPECT_LT(finished.output.size(), 1024u * 1024u + 100);
  EXPECT_TRUE(finished.output.starts_with("first\n"));
  EXPECT_TRUE(finished.output.ends_with("last\n"));
  EXPECT_NE(finished.output.find("bytes are left out"), std::string::npos);
  EXPECT_EQ(finished.status.code, 0);
}

TEST(Child, ThatWritesWithoutEndLetsItsReaderGo) {
  Child child(shell("exec yes"));
  while (child.output_size() == 0) child.read_output();
  EXPECT_TRUE(child.read_output());
}

TEST(Child, SaysWhatItLeftBehind) {
  Child alone(shell("true"));
  alone.wait();
  EXPECT_FALSE(alone.has_left_processes());
  Child silent(shell("sleep 1000 >/dev/null 2>&1 &"));
  silent.wait();
  EXPECT_TRUE(silent.has_left_processes());
  Child session(shell("setsid sleep 1000 & echo $!"));
  session.wait();
  EXPECT_TRUE(session.has_left_processes());  // in a group of its own, with our pipe
  ::kill(std::stoi(session.output()), SIGKILL);
}

TEST(Child, NamesAProgramThatIsNotThere) {
  ChildSpec spec;
  spec.words = {"no-such-program"};
  try {
    run(spec);
    FAIL() << "it ran";
  } catch (const SystemError& error) {
    EXPECT_STREQ(error.what(), "cannot run no-such-program: No such file or directory");
  }
}

TEST(Child, NamesAProgramThatCannotBeExecuted) {
  ChildSpec spec;
  spec.words = {"/etc/passwd"};
  EXPECT_THROW(run(spec), SystemError);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a failed start left a zombie";
}

TEST(Child, LooksItsNameUpInItsOwnPath) {
  ChildSpec spec;
  spec.words = {"true"};
  spec.environment = {{"PATH", "/nonexistent"}};
  EXPECT_THROW(run(spec), SystemError);
}

TEST(Child, PassesDescriptorsAndNothingElse) {
  const Fd passed(::open("/dev/null", O_RDONLY));  // not close-on-exec, on purpose
  ChildSpec spec = shell("ls /proc/self/fd | tr '\\n' ' '");
  EXPECT_EQ(run(spec).output, "0 1 2 3 ") << "3 is ls's own";
  spec = shell("readlink /proc/self/fd/3 /proc/self/fd/9");
  const Fd other(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  spec.descriptors = {{passed.get(), 9}, {other.get(), 3}};
  EXPECT_EQ(run(spec).output, "/dev/zero\n/dev/null\n");
}

TEST(Child, SwapsDescriptors) {
  const Fd a(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Fd b(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  ChildSpec spec = shell("readlink /proc/self/fd/" + std::to_string(a.get()) + " /proc/self/fd/" +
                         std::to_string(b.get()));
  spec.descriptors = {{a.get(), b.get()}, {b.get(), a.get()}};
  EXPECT_EQ(run(spec).output, "/dev/zero\n/dev/null\n");
}

TEST(Child, EndsItsWholeGroup) {
  Pipe pipe;
  {
    ChildSpec spec = shell("tail -f /dev/null >/dev/null & echo started; tail -f /dev/null");
    spec.descriptors = {{pipe.write.get(), 5}};
    Child child(spec);
    pipe.write.reset();
    while (child.output() != "started\n") child.read_output();
  }
  char byte;
  EXPECT_EQ(::read(pipe.read.get(), &byte, 1), 0) << "the background program still holds the pipe";
}

TEST(Child, WaitsForItsEndEvenIfABackgroundProcessHoldsTheOutput) {
  const Finished finished = run(shell("tail -f /dev/null & echo done"));
  EXPECT_EQ(finished.output, "done\n");
}

TEST(Child, CanBeSignalled) {
  Child child(shell("trap 'exit 3' TERM; echo ready; while :; do :; done"));
  while (child.output() != "ready\n") child.read_output();
  EXPECT_FALSE(child.poll());
  child.signal(SIGTERM);
  EXPECT_EQ(child.wait().code, 3);
}

TEST(Child, MayBeAForkOfOurs) {
  const Fd null(::open("/dev/null", O_RDONLY));
  const Fd kept(::fcntl(null.get(), F_DUPFD, 50));
  ChildSpec spec;
  spec.words = {"/proc/self/exe"};
  spec.descriptors = {{kept.get(), 3}};
  spec.body = [number = kept.get()] {
    (void)!::write(STDOUT_FILENO, "said", 4);
    const bool passed = ::fcntl(3, F_GETFD) >= 0, closed = ::fcntl(number, F_GETFD) < 0;
    return passed && closed ? 7 : 1;
  };
  Child child(spec);
  EXPECT_EQ(child.wait().code, 7);
  EXPECT_EQ(child.output(), "said");
}

}  // namespace
}  // namespace hopproof::netns
