#include "harness/case/load.hh"
#include "harness/lint/lint_service.hh"

#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof::lint {
namespace {

namespace fs = std::filesystem;

/// The cases that pass, on one of the two directors at least.
std::vector<fs::path> passing_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(HOPPROOF_SOURCE_DIR "/cases")) {
    const fs::path& path = entry.path();
    const bool must = path.parent_path().filename().string().starts_with("must-");
    if (path.extension() == ".yaml" && !must) files.push_back(path);
  }
  return files;
}

TEST(ForecastWarnings, ContradictNoCaseThatPasses) {
  size_t seen = 0;
  for (const fs::path& path : passing_files()) {
    const LoadedCase loaded = load_case(path);
    ASSERT_TRUE(loaded.parsed) << path;
    Warnings warnings;
    lint_forecast(*loaded.parsed, warnings);
    for (const verdict::WarningResult& warning : warnings)
      ADD_FAILURE() << path << ": " << warning.id << ": " << warning.message;
    ++seen;
  }
  EXPECT_GT(seen, 100u);
}

std::string told(const std::string& sysctls, const std::string& routes,
                 const std::string& expect = "") {
  const LoadedCase loaded = parse_case(
      "case: 1\nname: a test\nnetworks: {front: {}, back: {}}\nnodes:\n"
      "  client: {interfaces: {front: 10.1.0.9/24}}\n"
      "  lb:\n    interfaces: {front: 10.1.0.1/24, back: 10.2.0.1/24}\n    sysctls: " +
          sysctls +
          "\n    ipvs: [-A -t 10.1.0.1:80 -s rr, -a -t 10.1.0.1:80 -r 10.2.0.5:80 -m]\n"
          "  rs1: {interfaces: {back: 10.2.0.5/24}, serves: [http:80], routes: " +
          routes + "}\nsteps:\n  - probe: {from: client, http: 10.1.0.1:80}\n" + expect,
      "a.yaml");
  if (!loaded.parsed) return render(loaded.diagnostics, "a.yaml", loaded.source);
  Warnings warnings;
  lint_forecast(*loaded.parsed, warnings);
  std::string all;
  for (const verdict::WarningResult& one : warnings)
    all += fmt::format("{} at {}: {}\n  {}\n", one.id, one.place.line, one.message, one.remedy);
  return all;
}

TEST(ForecastWarnings, SayWhereTheAnswerEnds) {
  EXPECT_EQ(
      told("{net.ipv4.ip_forward: 0}", "[default via 10.2.0.1]"),
      "reply-not-forwarded at 8: client gets no answer from 10.1.0.1:80 when rs1 serves it: lb has "
      "net.ipv4.ip_forward = 0 and does not forward the answer to 10.1.0.9\n"
      "  on lb: sysctl -w net.ipv4.ip_forward=1\n");
  EXPECT_EQ(told("{net.ipv4.ip_forward: 1}", "[]").substr(0, 18), "reply-has-no-route");
  EXPECT_EQ(told("{net.ipv4.ip_forward: 1}", "[default via 10.2.0.1]"), "");
}

TEST(ForecastWarnings, AreNotForWhoExpectsTheFailure) {
  EXPECT_EQ(told("{net.ipv4.ip_forward: 0}", "[default via 10.2.0.1]",
                 "    expect: {outcome: timeout}\n"),
            "");
}

}  // namespace
}  // namespace hopproof::lint
