#include "harness/run/state_folder.hh"

#include "harness/base/error.hh"
#include "harness/base/write_all.hh"

#include <filesystem>
#include <fstream>
#include <functional>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof::run {
namespace {

namespace fs = std::filesystem;

constexpr uid_t nobody = 65534;

/// A folder like /tmp, in which a stranger prepares what root then finds.
class StateFolderAttack : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become a stranger";
    char name[] = "/tmp/state-folder-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    place_ = name;
    ::chmod(name, 01777);
    fs::create_directory(place_ / "victim");
    std::ofstream(place_ / "victim" / "file") << "precious";
  }
  void TearDown() override {
    if (!place_.empty()) fs::remove_all(place_);
  }

  static void as_nobody(const std::function<bool()>& prepare) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(::setuid(nobody) == 0 && prepare() ? 0 : 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(status, 0) << "the stranger could not prepare the attack";
  }

  std::string refusal() const {
    try {
      const StateFolder folder("kept", root());
    } catch (const HostError& error) {
      return error.what();
    }
    return "";
  }

  static sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
  }

  std::string root() const { return (place_ / "hopproof-0").string(); }
  bool victim_is_untouched() const {
    std::string text;
    std::ifstream(place_ / "victim" / "file") >> text;
    return text == "precious" &&
           std::distance(fs::directory_iterator(place_ / "victim"), fs::directory_iterator()) == 1;
  }

  fs::path place_;
};

TEST_F(StateFolderAttack, AStrangersFolderIsRefusedAndLeftAsItIs) {
  as_nobody([this] {
    return ::mkdir(root().c_str(), 0700) == 0 && std::ofstream(root() + "/1").put('x').good();
  });
  EXPECT_NE(refusal().find("belongs to user 65534"), std::string::npos) << refusal();
  EXPECT_EQ(std::distance(fs::directory_iterator(root()), fs::directory_iterator()), 1);
}

TEST_F(StateFolderAttack, AStrangersLinkIsNotFollowed) {
  ::chmod((place_ / "victim").c_str(), 0700);
  as_nobody([this] { return ::symlink("victim", root().c_str()) == 0; });
  EXPECT_NE(refusal().find("is not a folder"), std::string::npos) << refusal();
  EXPECT_TRUE(victim_is_untouched());
}

TEST_F(StateFolderAttack, AFolderThatIsOpenToOthersIsRefused) {
  ::mkdir(root().c_str(), 0700);
  ::chmod(root().c_str(), 0777);
  as_nobody([this] { return ::mkdir((root() + "/kept").c_str(), 0700) == 0; });
  EXPECT_NE(refusal().find("open to other users"), std::string::npos) << refusal();
}

TEST_F(StateFolderAttack, ALinkInTheFolderIsNeitherWrittenNorRead) {
  const StateFolder folder("kept", root());
  fs::create_symlink(place_ / "victim" / "file", root() + "/kept/7");
  EXPECT_THROW(folder.create("7"), HostError);
  EXPECT_THROW(folder.open_or_create("7"), HostError);
  EXPECT_FALSE(folder.read("7"));
  ::chmod((place_ / "victim" / "file").c_str(), 0600);
  EXPECT_THROW(folder.open_or_create("7"), HostError);
  fs::create_hard_link(place_ / "victim" / "file", root() + "/kept/8");
  EXPECT_FALSE(folder.read("8"));
  EXPECT_TRUE(victim_is_untouched());
}

TEST_F(StateFolderAttack, WhatAStrangerLeftInItIsNotRead) {
  const StateFolder folder("kept", root());
  folder.create("7");
  EXPECT_TRUE(folder.read("7"));
  ASSERT_EQ(::chown((root() + "/kept/7").c_str(), nobody, nobody), 0);
  EXPECT_FALSE(folder.read("7"));
  EXPECT_THROW(folder.open_or_create("7"), HostError);
  const Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const std::string socket = root() + "/kept/socket";
  const sockaddr_un address = address_of(socket);
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_TRUE(folder.has_socket("socket"));
  ASSERT_EQ(::chown(socket.c_str(), nobody, nobody), 0);
  EXPECT_FALSE(folder.has_socket("socket"));
}

TEST_F(StateFolderAttack, ALongRecordIsSeen) {
  const StateFolder folder("kept", root());
  const std::string text(200'000, 'x');
  write_all(folder.create("7").get(), text, "a record");
  EXPECT_EQ(folder.read("7"), text);
}

TEST_F(StateFolderAttack, ARuntimeFolderThatSudoHandsDownIsNotUsed) {
  const std::string runtime = (place_ / "runtime").string();
  as_nobody([&] { return ::mkdir(runtime.c_str(), 0700) == 0; });
  const char* before = std::getenv("XDG_RUNTIME_DIR");
  const std::string saved = before == nullptr ? "" : before;
  ::setenv("XDG_RUNTIME_DIR", runtime.c_str(), 1);
  EXPECT_FALSE(state_root().starts_with(runtime)) << state_root();
  ::chmod(runtime.c_str(), 0777);
  ::chown(runtime.c_str(), 0, 0);
  EXPECT_FALSE(state_root().starts_with(runtime)) << "others may write there";
  ::chmod(runtime.c_str(), 0700);
  ::chown(runtime.c_str(), 0, 0);
  EXPECT_EQ(state_root(), runtime + "/hopproof");
  saved.empty() ? ::unsetenv("XDG_RUNTIME_DIR") : ::setenv("XDG_RUNTIME_DIR", saved.c_str(), 1);
}

TEST_F(StateFolderAttack, AStrangersSocketIsKnown) {
  const sockaddr_un address = address_of(place_ / "socket");
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  const Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  as_nobody([&] {
    return ::bind(listener.get(), generic, sizeof address) == 0 && ::listen(listener.get(), 1) == 0;
  });
  const Fd client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::connect(client.get(), generic, sizeof address), 0);
  EXPECT_FALSE(is_own_peer(client));
  const Fd server(::accept(listener.get(), nullptr, nullptr));
  EXPECT_TRUE(is_own_peer(server));
}

class EndProcess : public testing::Test {
 protected:
  /// The signal mask is inherited, so that a child may be deaf from its start.
  static pid_t start(bool deaf) {
    sigset_t term, before;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    ::sigprocmask(deaf ? SIG_BLOCK : SIG_UNBLOCK, &term, &before);
    const pid_t child = ::fork();
    if (child == 0)
      for (;;) ::pause();
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    return child;
  }
  static void kill_and_reap(pid_t child) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
};

TEST_F(EndProcess, AProcessWithTheNumberOfAnotherIsNotSignalled) {
  const pid_t child = start(false);
  ProcessRecord other = ProcessRecord::of(child);
  ASSERT_NE(other.start, 0U);
  ++other.start;
  EXPECT_FALSE(end_process(other, std::chrono::milliseconds(100)));
  EXPECT_EQ(::waitpid(child, nullptr, WNOHANG), 0);
  EXPECT_TRUE(end_process(ProcessRecord::of(child), std::chrono::seconds(20)));
  ::waitpid(child, nullptr, 0);
}

TEST_F(EndProcess, AProcessThatCannotBeWatchedIsNotTakenForEnded) {
  const pid_t child = start(false);
  const ProcessRecord record = ProcessRecord::of(child);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{0, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
  EXPECT_THROW(ask_to_end(record), SystemError);
  ::setrlimit(RLIMIT_NOFILE, &before);
  kill_and_reap(child);
  EXPECT_FALSE(ask_to_end(record));
}

TEST_F(EndProcess, AProcessThatDoesNotEndIsAnError) {
  const pid_t child = start(true);
  EXPECT_THROW(end_process(ProcessRecord::of(child), std::chrono::milliseconds(50)), HostError);
  kill_and_reap(child);
}

}  // namespace
}  // namespace hopproof::run
