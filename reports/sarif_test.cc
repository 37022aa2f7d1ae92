#include "reports/sarif.hh"

#include "reports/sample_result.hh"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hopproof::reports {
namespace {

using nlohmann::json;

TEST(Sarif, SaysEachNoteAtItsPlace) {
  const json whole =
      json::parse(to_sarif("1.2", {{"port-zero", "warning", "a\nb", "cases/a b.yaml", {3, 7, 4}},
                                   {"server-refused", "error", "c", "x.yaml", {}}}));
  const json& run = whole["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["version"], "1.2");
  ASSERT_EQ(run["results"].size(), 2u);
  const json& first = run["results"][0];
  EXPECT_EQ(first["level"], "warning");
  EXPECT_EQ(first["message"]["text"], "a b");
  const json& place = first["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "cases/a%20b.yaml");
  EXPECT_EQ(place["region"], json::parse(R"({"startLine": 3, "startColumn": 7, "endColumn": 11})"));
  EXPECT_EQ(run["results"][1]["locations"][0]["physicalLocation"]["region"],
            json::parse(R"({"startLine": 1})"));
  ASSERT_EQ(run["tool"]["driver"]["rules"].size(), 2u);
  EXPECT_NE(run["tool"]["driver"]["rules"][1]["shortDescription"]["text"].get<std::string>(), "");
}

TEST(Sarif, OfARunHasItsClaimsAndCauses) {
  verdict::RunResult sample = sample_result();
  add_causes(sample.cases[1]);
  const json run = json::parse(to_sarif(sample))["runs"][0];
  std::string rules;
  for (const json& result : run["results"]) rules += result["ruleId"].get<std::string>() + " ";
  EXPECT_NE(rules.find("claim"), std::string::npos) << rules;
  EXPECT_NE(rules.find("reply-bypasses-director"), std::string::npos) << rules;
}

TEST(Sarif, OfNothingIsARunWithoutResults) {
  EXPECT_EQ(json::parse(to_sarif(verdict::RunResult{"1", {}}))["runs"][0]["results"],
            json::array());
}

}  // namespace
}  // namespace hopproof::reports
