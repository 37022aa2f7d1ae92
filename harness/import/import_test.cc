#include "harness/import/import.hh"

#include "harness/base/golden_file.hh"
#include "harness/base/text.hh"
#include "harness/case/load.hh"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof::imports {
namespace {

namespace fs = std::filesystem;

const fs::path& testdata() {
  static const fs::path folder = fs::path(HOPPROOF_SOURCE_DIR) / "harness/import/testdata";
  return folder;
}

std::vector<fs::path> folders_of_prints() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(testdata())) folders.push_back(entry.path());
  std::ranges::sort(folders);
  return folders;
}

std::vector<Source> sources_in(const fs::path& folder) {
  std::vector<Source> sources;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".txt")
      sources.push_back({entry.path().filename(), "", read_file(entry.path())});
  std::ranges::sort(sources, {}, &Source::name);
  return sources;
}

/// The words of the file `options`, as they are typed.
ImportOptions options_in(const fs::path& folder) {
  ImportOptions options;
  const std::string text = read_file_if_any(folder / "options");
  const auto words = words_of(text);
  for (size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "--client") options.client = IpAddress::parse(words[i + 1]);
    if (words[i] == "--via") options.via = IpAddress::parse(words[i + 1]);
    if (words[i] == "--only") options.only = Endpoint::parse(words[i + 1]);
  }
  return options;
}

/// What hosts print, and the case beside it: a folder each.
TEST(Import, MakesTheCaseBesideThePrints) {
  const auto folders = folders_of_prints();
  ASSERT_FALSE(folders.empty());
  for (const fs::path& folder : folders) {
    SCOPED_TRACE(folder);
    const Imported imported = import_case(sources_in(folder), options_in(folder));
    std::string text = imported.text;
    for (const std::string& line : imported.summary) text += "# " + line + "\n";
    expect_golden(folder / "case.golden", text);
    const LoadedCase loaded = parse_case(imported.text, folder.string());
    EXPECT_TRUE(loaded.parsed) << render(loaded.diagnostics, folder.string(), loaded.source);
  }
}

TEST(Import, SaysWhatItDidNotRecognise) {
  const Imported imported = import_case({{"letter.txt", "", "Dear Sir,\n"}}, {});
  EXPECT_EQ(imported.text, "");
  ASSERT_EQ(imported.remarks.size(), 1U);
  EXPECT_NE(imported.remarks[0].text.find("letter.txt"), std::string::npos);
}

}  // namespace
}  // namespace hopproof::imports
