#include "harness/case/findings/finding_kind.hh"
#include "harness/case/load.hh"

#include <filesystem>
#include <set>

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

void add_claimed(const Case& deployment, std::set<std::string>& ids) {
  const auto add = [&](const std::vector<FindingClaim>& claims) {
    for (const FindingClaim& claim : claims) ids.insert(claim.id);
  };
  for (const Need& need : deployment.needs) add(need.findings);
  for (const Step& step : deployment.steps) {
    for (const Expect& expect : step.expects)
      add(expect.findings.value_or(std::vector<FindingClaim>{}));
  }
}

TEST(AllCases, ClaimEveryFindingThatAKernelShows) {
  std::set<std::string> claimed;
  for (const fs::path& path : good_files()) {
    if (path.parent_path().filename() == "must-fail") continue;
    if (const LoadedCase loaded = load_case(path); loaded.parsed)
      add_claimed(*loaded.parsed, claimed);
  }
  for (const FindingKind& kind : finding_kinds()) {
    if (!kind.not_seen.empty() || kind.id == FindingId::unexplained) continue;
    EXPECT_TRUE(claimed.contains(std::string(word(kind.id)))) << word(kind.id);
  }
}

}  // namespace
}  // namespace hopproof
