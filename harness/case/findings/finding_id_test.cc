#include "harness/case/findings/finding_id.hh"

#include "harness/case/language/scalar_values.hh"

#include <set>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(FindingId, EveryOneIsAWordOfTheLanguageOnce) {
  std::set<std::string_view> known;
  for (const std::string_view id : finding_words) {
    EXPECT_TRUE(parse_finding(id)) << id;
    EXPECT_TRUE(known.insert(id).second) << id;
    EXPECT_EQ(word(parse_finding_id(id).value()), id);
  }
  EXPECT_GE(known.size(), 39u);
}

TEST(FindingId, IsNamedAsItIsWritten) {
  EXPECT_EQ(word(FindingId::reply_bypasses_director), "reply-bypasses-director");
  EXPECT_EQ(parse_finding_id("rp-filter-drop"), FindingId::rp_filter_drop);
  EXPECT_FALSE(parse_finding_id("rp-filter"));
}

TEST(FindingId, RequestsComeBeforeReplies) {
  EXPECT_LT(FindingId::no_route_to_vip, FindingId::wrong_source_address);
  EXPECT_LT(FindingId::wrong_source_address, FindingId::vip_not_on_director);
  EXPECT_LT(FindingId::server_refused, FindingId::reply_not_forwarded);
}

}  // namespace
}  // namespace hopproof
