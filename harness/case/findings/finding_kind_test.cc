#include "harness/case/findings/finding_kind.hh"

#include <gmock/gmock.h>

namespace hopproof {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(FindingKind, OnlyWhatIsUnexplainedRulesNothingOut) {
  for (const FindingKind& kind : finding_kinds())
    EXPECT_EQ(kind.rules_out.empty(), kind.id == FindingId::unexplained) << word(kind.id);
}

TEST(FindingKind, WhatNoKernelHereShowsIsMarked) {
  EXPECT_THAT(finding_kind(FindingId::port_reuse_reset_or_delay).not_seen, HasSubstr("6.1"));
  EXPECT_THAT(finding_kind(FindingId::reply_bypasses_director).not_seen, IsEmpty());
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
