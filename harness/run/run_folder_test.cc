#include "harness/run/run_folder.hh"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

namespace fs = std::filesystem;

TEST(RunFolder, GoesWithWhatIsInIt) {
  std::string path;
  {
    const RunFolder folder;
    path = folder.path();
    EXPECT_EQ(std::getenv("TMPDIR"), path);
    std::ofstream(path + "/left") << "by a lab that was killed";
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(RunFolder, SweepsOnlyWhatADeadRunLeft) {
  const RunFolder scratch;
  const fs::path where = scratch.path();
  const fs::path dead = where / "hopproof-999999999-abcdef";
  const fs::path alive = where / ("hopproof-" + std::to_string(::getpid()) + "-abcdef");
  const fs::path other = where / "hopproof-notes";
  for (const fs::path& folder : {dead, alive, other}) fs::create_directories(folder / "deep");
  sweep_run_folders(where);
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_TRUE(fs::exists(alive));
  EXPECT_TRUE(fs::exists(other));
}

}  // namespace
}  // namespace hopproof::run
