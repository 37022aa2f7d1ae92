#include "harness/case/findings/finding_kind.hh"

#include "harness/case/language/scalar_values.hh"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>

namespace hopproof {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(FindingKind, EveryOneIsAWordOfTheLanguageOnce) {
  std::set<std::string> known;
  for (const std::string& id : finding_ids()) {
    EXPECT_TRUE(parse_finding(id)) << id;
    EXPECT_TRUE(known.insert(id).second) << id;
  }
  EXPECT_GE(known.size(), 38u);
}

TEST(FindingKind, SaysCauseEvidenceAndRemedyOfEach) {
  for (const FindingKind& kind : finding_kinds()) {
    EXPECT_TRUE(kind.cause.ends_with('.')) << kind.id;
    EXPECT_THAT(kind.evidence, Not(IsEmpty())) << kind.id;
    EXPECT_THAT(kind.remedy, Not(IsEmpty())) << kind.id;
    EXPECT_EQ(kind.rules_out.empty(), kind.id == "unexplained") << kind.id;
  }
}

TEST(FindingKind, WhatNoKernelHereShowsIsMarked) {
  EXPECT_THAT(find_finding_kind("port-reuse-reset-or-delay")->not_seen, HasSubstr("6.1"));
  EXPECT_THAT(find_finding_kind("reply-bypasses-director")->not_seen, IsEmpty());
}

TEST(FindingKind, ExplainsOne) {
  const std::string text = explain_finding("service-without-servers").value_or("");
  EXPECT_THAT(text, HasSubstr("service-without-servers (a finding)\n  The virtual service has no"));
  EXPECT_THAT(text, HasSubstr("\n  remedy     on the director: ipvsadm -a"));
  EXPECT_THAT(text, Not(HasSubstr("not seen")));
  EXPECT_FALSE(explain_finding("service-without-server"));
}

}  // namespace
}  // namespace hopproof
