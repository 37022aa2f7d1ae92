#include "harness/base/own_folder.hh"

#include "harness/base/error.hh"
#include "harness/base/read_file.hh"
#include "harness/base/replace_file.hh"
#include "harness/base/write_all.hh"

#include <fstream>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace hopproof {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr uid_t nobody_at_all = 65534;

/// A folder that everybody may write to, and in it a file that no attack may change.
class OwnFolderTest : public testing::Test {
 protected:
  OwnFolderTest() {
    char name[] = "/tmp/own-folder-XXXXXX";
    place_ = ::mkdtemp(name);
    ::chmod(place_.c_str(), 0777);
    std::ofstream(victim()) << "precious";
  }
  ~OwnFolderTest() override {
    EXPECT_EQ(read_file(victim()), "precious");
    fs::remove_all(place_);
  }

  std::string victim() const { return place_ / "victim"; }
  std::string report() const { return place_ / "report"; }

  /// What a stranger has prepared; false where only root could try.
  static bool as_nobody(const std::function<bool()>& prepare) {
    if (::geteuid() != 0) return false;
    const pid_t child = ::fork();
    if (child == 0) ::_exit(::setuid(nobody_at_all) == 0 && prepare() ? 0 : 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0) << "the stranger could not prepare the attack";
    return true;
  }
  static std::string refusal(const std::function<void()>& attempt) {
    try {
      attempt();
    } catch (const HostError& error) {
      return error.what();
    }
    return "";
  }
  std::string refusal_of_folder() const {
    return refusal([this] { const OwnFolder folder(report()); });
  }

  fs::path place_;
};

TEST_F(OwnFolderTest, IsMadeWithWhatIsAboveAndTakenAgain) {
  const OwnFolder folder(report() + "/a/b/");
  EXPECT_TRUE(folder.is_empty());
  folder.file("x").replace("text");
  EXPECT_FALSE(OwnFolder(report() + "/a/b").is_empty());
  EXPECT_TRUE(folder.has("x"));
  EXPECT_FALSE(folder.has("y"));
}

TEST_F(OwnFolderTest, ReplacesFilesWholeAndOnlyForTheirOwner) {
  const OwnFolder folder(report());
  const OwnFile file = folder.file("one/two/x.pcapng");
  EXPECT_EQ(file.path(), report() + "/one/two/x.pcapng");
  write_all(file.create().get(), std::string_view("first"), "x");
  EXPECT_EQ(read_file(file.path()), "first");
  file.replace("second");
  EXPECT_EQ(read_file(file.path()), "second");
  EXPECT_EQ(std::distance(fs::directory_iterator(report() + "/one/two"), {}), 1);
  struct stat found {};
  ASSERT_EQ(::stat(file.path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
}

TEST_F(OwnFolderTest, ALinkInThePlaceOfAFileIsReplaced) {
  const OwnFolder folder(report());
  for (const char* name : {"created", "replaced"})
    fs::create_symlink(victim(), report() + "/" + name);
  fs::create_hard_link(victim(), report() + "/hard");
  write_all(folder.file("created").create().get(), std::string_view("new"), "a file");
  write_all(folder.file("hard").create().get(), std::string_view("new"), "a file");
  folder.file("replaced").replace("new");
  for (const char* name : {"created", "replaced", "hard"})
    EXPECT_TRUE(fs::symlink_status(report() + "/" + name).type() == fs::file_type::regular) << name;
}

TEST_F(OwnFolderTest, ALinkInThePlaceOfAFolderIsRefused) {
  fs::create_directory(place_ / "elsewhere");
  const OwnFolder folder(report());
  fs::create_directory_symlink(place_ / "elsewhere", report() + "/cases");
  for (const auto& attempt : {std::function<void()>([&] { (void)folder.file("cases/x").create(); }),
                              std::function<void()>([&] { folder.file("cases/x").replace(""); })})
    EXPECT_THAT(refusal(attempt), HasSubstr("is not a folder"));
  fs::create_directory_symlink(place_ / "elsewhere", place_ / "link");
  EXPECT_THAT(refusal([this] { const OwnFolder link(place_ / "link/"); }),
              HasSubstr("is not a folder"));
  EXPECT_THAT(refusal([&] { (void)folder.file("../x").create(); }), HasSubstr("outside"));
  EXPECT_TRUE(fs::is_empty(place_ / "elsewhere"));
}

TEST_F(OwnFolderTest, WhatOthersMayWriteToIsRefused) {
  const OwnFolder folder(report());
  for (const mode_t mode : {0775, 0757, 01777}) {
    fs::create_directories(report() + "/cases");
    ::chmod((report() + "/cases").c_str(), mode);
    EXPECT_THAT(refusal([&] { (void)folder.file("cases/x").create(); }), HasSubstr("chmod go-w"));
    ::chmod(report().c_str(), mode);
    EXPECT_THAT(refusal_of_folder(), HasSubstr("chmod go-w"));
    ::chmod(report().c_str(), 0755);
  }
}

TEST_F(OwnFolderTest, AStrangersFolderIsRefused) {
  if (!as_nobody([this] { return ::mkdir(report().c_str(), 0755) == 0; }))
    GTEST_SKIP() << "only root can become a stranger";
  EXPECT_THAT(refusal_of_folder(), HasSubstr("belongs to another user"));
  EXPECT_TRUE(fs::is_empty(report()));
}

TEST_F(OwnFolderTest, IsStillTheSameWhereAStrangerPutsAnotherInItsPlace) {
  const OwnFolder folder(report());
  const std::string moved = place_ / "moved", evil = place_ / "evil";
  const bool tried = as_nobody([&] {
    return ::rename(report().c_str(), moved.c_str()) == 0 && ::mkdir(report().c_str(), 0755) == 0 &&
           ::symlink("../victim", (report() + "/run.json").c_str()) == 0;
  });
  if (!tried) GTEST_SKIP() << "only root can become a stranger";
  write_all(folder.file("run.json").create().get(), std::string_view("new"), "run.json");
  EXPECT_EQ(read_file(moved + "/run.json"), "new");
}

TEST_F(OwnFolderTest, AFileElsewhereIsNotWrittenThroughAStrangersLinkOrPipe) {
  const std::string link = place_ / "out.json", pipe = place_ / "pipe";
  const bool tried = as_nobody(
      [&] { return ::symlink("victim", link.c_str()) == 0 && ::mkfifo(pipe.c_str(), 0666) == 0; });
  if (!tried) GTEST_SKIP() << "only root can become a stranger";
  EXPECT_THAT(refusal([&] { replace_file(link, "new"); }), HasSubstr("is a link of another user"));
  EXPECT_THAT(refusal([&] { replace_file(pipe, "new"); }), HasSubstr("is a pipe of another user"));
}

}  // namespace
}  // namespace hopproof
