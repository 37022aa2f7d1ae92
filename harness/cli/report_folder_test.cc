#include "harness/cli/report_folder.hh"

#include "harness/base/error.hh"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace hopproof::cli {
namespace {

namespace fs = std::filesystem;

class ReportFolderTest : public testing::Test {
 protected:
  ~ReportFolderTest() override { fs::remove_all(path_); }

  std::string refusal() const {
    try {
      const ReportFolder folder(path_);
    } catch (const HostError& error) {
      return error.what();
    }
    return "";
  }

  fs::path path_ = fs::path(testing::TempDir()) / ("report-folder-" + std::to_string(::getpid()));
};

TEST_F(ReportFolderTest, IsMadeAndTakenAgain) {
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(refusal(), "");
  const ReportFolder folder(path_);
  EXPECT_EQ(folder.write({}), path_ / "index.html");
  EXPECT_EQ(refusal(), "");
  fs::remove(path_ / ".hopproof-report");
  EXPECT_EQ(refusal(), "") << "a report of an older version";
}

TEST_F(ReportFolderTest, IsRefusedWhereItHoldsSomethingElse) {
  fs::create_directories(path_);
  std::ofstream(path_ / "run.json") << "{}";
  EXPECT_THAT(refusal(), testing::HasSubstr("holds other files than a report"));
}

TEST_F(ReportFolderTest, IsRefusedWhereItBelongsToSomebodyElse) {
  fs::create_directories(path_);
  if (::chown(path_.c_str(), 12345, 12345) != 0) GTEST_SKIP() << "only root can give it away";
  EXPECT_THAT(refusal(), testing::HasSubstr("belongs to another user"));
}

TEST_F(ReportFolderTest, HasACaptureOfItsOwnForEveryCase) {
  const ReportFolder folder(path_);
  EXPECT_EQ(folder.capture_of("a/b-c", "engine").path(), path_ / "a/b-c.engine.pcapng");
  EXPECT_EQ(folder.capture_of("a-b/c", "ipvs").path(), path_ / "a-b/c.ipvs.pcapng");
  EXPECT_TRUE(folder.capture_of("a-b/c", "ipvs").create());
  EXPECT_TRUE(fs::is_regular_file(path_ / "a-b/c.ipvs.pcapng"));
  EXPECT_EQ(folder.capture_of("x\ny", "engine").path(), path_ / "x%0Ay.engine.pcapng");
  const std::string one(250, 'n'), other = one + "m";
  EXPECT_NE(folder.capture_of(one, "engine").path(), folder.capture_of(other, "engine").path());
  EXPECT_LT(fs::path(folder.capture_of(one, "engine").path()).filename().string().size(), 256u);
}

TEST(FolderComplaint, IsAboutAnEmptyName) {
  EXPECT_NE(folder_complaint(""), "");
  EXPECT_EQ(folder_complaint("report"), "");
}

}  // namespace
}  // namespace hopproof::cli
