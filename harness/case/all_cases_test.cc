#include "harness/case/load.hh"

#include <filesystem>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> good_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(HOPPROOF_SOURCE_DIR "/cases")) {
    const bool is_case = entry.path().extension() == ".yaml";
    if (is_case && entry.path().parent_path().filename() != "must-not-parse") {
      files.push_back(entry.path());
    }
  }
  return files;
}

TEST(AllCases, AreThere) { EXPECT_FALSE(good_files().empty()); }

TEST(AllCases, ParseWithoutAWord) {
  for (const fs::path& path : good_files()) {
    const LoadedCase loaded = load_case(path);
    EXPECT_TRUE(loaded.parsed) << path;
    EXPECT_EQ(render(loaded.diagnostics, path.string(), loaded.source), "");
  }
}

}  // namespace
}  // namespace hopproof
