#include "harness/verdict/diagnosis/alike.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::verdict {
namespace {

using testing::ElementsAre;

FindingResult said(const std::string& id, const std::string& at, const std::string& text,
                   int flow) {
  FindingResult finding;
  finding.id = id;
  finding.at = at;
  finding.text = text;
  finding.flows = {flow};
  finding.remedy = {{at, "start it", ""}};
  return finding;
}

TEST(Alike, ServersWithOneFaultAreOneFinding) {
  const auto merged =
      with_alike_merged({said("server-refused", "rs1", "rs1 refuses: nobody listens", 0),
                         said("server-refused", "rs2", "rs2 refuses: nobody listens", 2)},
                        {"rs1", "rs2"});
  ASSERT_EQ(merged.size(), 1u);
  EXPECT_EQ(merged[0].text, "2 servers alike (rs1, rs2): rs1 refuses: nobody listens");
  EXPECT_EQ(merged[0].at, "rs1");
  EXPECT_THAT(merged[0].flows, ElementsAre(0, 2));
  EXPECT_EQ(merged[0].remedy.size(), 2u);
}

TEST(Alike, WhatIsToBeDoneOnceIsSaidOnce) {
  auto one = said("server-refused", "rs1", "rs1 refuses", 0);
  auto two = said("server-refused", "rs2", "rs2 refuses", 1);
  for (FindingResult* finding : {&one, &two})
    finding->remedy.push_back({"lb", "sysctl -w x=1", ""});
  EXPECT_EQ(with_alike_merged({one, two}, {"rs1", "rs2"})[0].remedy.size(), 3u);
}

/// Near misses: another text, another finding, and nodes that are no servers.
TEST(Alike, WhatDiffersStaysApart) {
  const auto first = said("server-refused", "rs1", "rs1 refuses: port 80", 0);
  const auto port = said("server-refused", "rs2", "rs2 refuses: port 81", 1);
  const auto other = said("dropped-at-server", "rs2", "rs2 refuses: port 80", 1);
  EXPECT_EQ(with_alike_merged({first, port}, {"rs1", "rs2"}).size(), 2u);
  EXPECT_EQ(with_alike_merged({first, other}, {"rs1", "rs2"}).size(), 2u);
  const auto again = said("server-refused", "rs2", "rs2 refuses: port 80", 1);
  EXPECT_EQ(with_alike_merged({first, again}, {"rs1"}).size(), 2u);
}

}  // namespace
}  // namespace hopproof::verdict
