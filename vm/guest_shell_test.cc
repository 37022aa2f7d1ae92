#include "vm/guest_shell.hh"

#include "harness/base/error.hh"

#include <string>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>

namespace hopproof::vm {
namespace {

/// The agent's shell at one end of a connection, this test at the other.
class GuestShell : public testing::Test {
 protected:
  GuestShell() {
    int pair[2];
    check("make a connection", ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
    ours_ = Fd(pair[0]);
    theirs_ = Fd(pair[1]);
  }

  static std::string script(const std::string& text) {
    return std::string("sh") + '\0' + "-c" + '\0' + text;
  }

  /// Sends all of this, then takes what is said until the program has ended.
  void run(const Message& order, const std::string& input) {
    const pid_t agent = ::fork();
    if (agent == 0) {
      ours_.reset();
      MessageReader reader;
      serve_shell(theirs_, reader, *receive_message(theirs_, reader));
      ::_exit(0);
    }
    const pid_t typist = ::fork();
    if (typist == 0) {
      send_message(ours_, order);
      send_message(ours_, {{{"do", "input"}}, input});
      send_message(ours_, {{{"do", "end of input"}}, ""});
      ::_exit(0);
    }
    theirs_.reset();
    MessageReader reader;
    while (const auto message = receive_message(ours_, reader)) {
      if (message->field("is") == "output") output_ += message->body;
      if (message->field("is") == "error") error_ += message->body;
      if (message->field("is") == "ended") status_ = message->field("status");
    }
    for (const pid_t child : {agent, typist}) ::waitpid(child, nullptr, 0);
  }

  Fd ours_, theirs_;
  std::string output_, error_, status_;
};

TEST_F(GuestShell, HandsOnEveryByteAndTheStatus) {
  const std::string much(3 << 20, 'x');
  run({{{"do", "shell"}}, script("cat; echo end >&2; exit 7")}, much);
  EXPECT_TRUE(output_ == much) << output_.size();
  EXPECT_EQ(error_, "end\n");
  EXPECT_EQ(status_, "7");
}

TEST_F(GuestShell, RunsWhatIsTypedBeforeItIsThere) {
  run({{{"do", "shell"}}, ""}, "echo first\nkill -9 $$\n");
  EXPECT_EQ(output_, "first\n");
  EXPECT_EQ(status_, "137");
}

TEST_F(GuestShell, HasATerminalOfTheSizeThatIsAsked) {
  run({{{"do", "shell"}, {"terminal", "yes"}, {"rows", "33"}, {"columns", "99"}},
       script("stty size; test -t 0")},
      "");
  EXPECT_EQ(output_, "33 99\r\n");
  EXPECT_EQ(status_, "0");
}

TEST_F(GuestShell, SaysThatThereIsNoSuchProgram) {
  run({{{"do", "shell"}}, "no-such-program"}, "");
  EXPECT_EQ(status_, "127");
  EXPECT_NE(error_.find("No such file"), std::string::npos) << error_;
}

}  // namespace
}  // namespace hopproof::vm
