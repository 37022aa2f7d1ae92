#include "harness/base/replace_file.hh"

#include "harness/base/error.hh"
#include "harness/base/read_file.hh"

#include <filesystem>
#include <iterator>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace hopproof {
namespace {

namespace fs = std::filesystem;

class ReplaceFile : public testing::Test {
 protected:
  ReplaceFile() { fs::create_directories(folder_); }
  ~ReplaceFile() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ / name; }
  auto files() const { return std::distance(fs::directory_iterator(folder_), {}); }

  fs::path folder_ = fs::path(testing::TempDir()) / ("replace-file-" + std::to_string(::getpid()));
};

TEST_F(ReplaceFile, LeavesOneFileWithTheNewText) {
  replace_file(path("a"), "old");
  fs::permissions(path("a"), fs::perms::owner_read | fs::perms::owner_write);
  replace_file(path("a"), "new");
  EXPECT_EQ(read_file(path("a")), "new");
  EXPECT_EQ(fs::status(path("a")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(files(), 1);
}

TEST_F(ReplaceFile, IsNoHalfFileWhenItFails) {
  replace_file(path("a"), "old");
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{1000, before.rlim_max};
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THROW(replace_file(path("a"), std::string(5000, 'x')), SystemError);
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  EXPECT_EQ(read_file(path("a")), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(ReplaceFile, FollowsALinkAndWritesToADevice) {
  replace_file(path("a"), "old");
  fs::create_symlink("a", path("link"));
  replace_file(path("link"), "new");
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(read_file(path("a")), "new");
  replace_file("/dev/null", "x");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_THROW(replace_file("/dev/full", "x"), SystemError);
  EXPECT_THROW(replace_file(path("no/such/folder"), "x"), SystemError);
}

}  // namespace
}  // namespace hopproof
