#include "harness/base/read_file.hh"
#include "harness/base/text.hh"
#include "harness/case/load.hh"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> bad_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(HOPPROOF_SOURCE_DIR "/cases/must-not-parse")) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

/// The lines that differ, '-' as the golden file has them and '+' as they are.
std::string difference(const std::string& wanted, const std::string& found) {
  const auto before = lines_of(wanted);
  const auto after = lines_of(found);
  std::string text;
  for (size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    const bool same = i < before.size() && i < after.size() && before[i] == after[i];
    if (same) continue;
    if (i < before.size()) text += "- " + std::string(before[i]) + "\n";
    if (i < after.size()) text += "+ " + std::string(after[i]) + "\n";
  }
  return text;
}

bool is_update() {
  const char* wanted = std::getenv("HOPPROOF_UPDATE_GOLDEN");
  return wanted && std::string_view(wanted) == "1";
}

std::string test_name(const testing::TestParamInfo<fs::path>& info) {
  std::string name = info.param.stem().string();
  std::ranges::replace_if(
      name, [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

class MustNotParse : public testing::TestWithParam<fs::path> {};

TEST_P(MustNotParse, SaysSoAsTheGoldenFileDoes) {
  const fs::path& path = GetParam();
  const LoadedCase loaded = load_case(path);
  const std::string found = render(loaded.diagnostics, path.filename().string(), loaded.source);
  const fs::path golden = fs::path(path).replace_extension(".err");
  if (is_update()) std::ofstream(golden, std::ios::binary) << found;
  EXPECT_FALSE(loaded.parsed) << "the file parses";
  EXPECT_TRUE(has_errors(loaded.diagnostics));
  const std::string wanted = read_file(golden);
  EXPECT_TRUE(wanted == found) << golden << " differs (HOPPROOF_UPDATE_GOLDEN=1 rewrites it):\n"
                               << difference(wanted, found);
}

INSTANTIATE_TEST_SUITE_P(Golden, MustNotParse, testing::ValuesIn(bad_files()), test_name);

TEST(GoldenFiles, EachBelongsToACase) {
  for (const auto& entry : fs::directory_iterator(HOPPROOF_SOURCE_DIR "/cases/must-not-parse")) {
    if (entry.path().extension() != ".err") continue;
    EXPECT_TRUE(fs::exists(fs::path(entry.path()).replace_extension(".yaml"))) << entry.path();
  }
}

}  // namespace
}  // namespace hopproof
