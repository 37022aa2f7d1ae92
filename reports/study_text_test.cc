#include "reports/fix_text.hh"
#include "reports/needs_text.hh"
#include "reports/why_text.hh"

#include <gtest/gtest.h>

namespace hopproof::reports {
namespace {

const Paint plain_paint(false);

verdict::CaseResult studied() {
  verdict::CaseResult result;
  result.name = "ways";
  result.file = "ways.yaml";
  result.director = "engine";
  result.source = "case: 1\nneeds:\n  rs1.routes.a: no-route-to-vip\n";
  return result;
}

verdict::NeedResult need(const std::string& item) {
  verdict::NeedResult one;
  one.item = item;
  one.judged = true;
  one.place = {3, 3, 12};
  return one;
}

TEST(NeedsText, ShowsWhatIsProvenAndWhatIsNot) {
  verdict::CaseResult result = studied();
  verdict::NeedResult proven = need("rs1.routes.b");
  proven.proven = true;
  proven.outcome = "timeout";
  proven.finding = "reply-has-no-route";
  proven.step = "web";
  verdict::NeedResult useless = need("rs1.routes.a");
  useless.reason = "not needed: the case passes without it";
  verdict::NeedResult left = need("rs1.routes.c");
  left.judged = false;
  left.reason = "--no-needs";
  result.needs = {proven, useless, left};
  EXPECT_EQ(needs_summary(result), ", 1 of 3 needs proven");
  EXPECT_EQ(needs_text(result, plain_paint),
            "  needed  rs1.routes.b: without it timeout, reply-has-no-route, at step web\n"
            "ways.yaml:3:3: failed: need rs1.routes.a: not needed: the case passes without it\n"
            "    3 |   rs1.routes.a: no-route-to-vip\n"
            "      |   ^~~~~~~~~~~~\n"
            "  need    rs1.routes.c: not judged: --no-needs\n");
}

TEST(NeedsText, CountsThem) {
  verdict::CaseResult result = studied();
  EXPECT_EQ(needs_summary(result), "");
  result.needs = {need("a")};
  result.needs.front().judged = false;
  EXPECT_EQ(needs_summary(result), ", 1 need not judged");
  result.needs.front().judged = result.needs.front().proven = true;
  EXPECT_EQ(needs_summary(result), ", 1 need proven");
}

verdict::CaseResult with_matrix() {
  verdict::CaseResult result = studied();
  result.why.items = {"rs1.routes.a", "rs1.routes.bb", "rs1.routes.c", "rs1.ipvs.1"};
  result.why.rows = {
      {{}, verdict::Verdict::passed, "", "", {}},
      {{"rs1.routes.a"}, verdict::Verdict::failed, "timeout", "web", {"reply-has-no-route"}},
      {{"rs1.routes.bb"}, verdict::Verdict::passed, "", "", {}},
      {{"rs1.ipvs.1"}, verdict::Verdict::failed, "refused", "web", {}}};
  result.why.sufficient = {{"rs1.routes.a", "rs1.ipvs.1"}};
  result.why.labs_run = 6;
  result.why.labs_saved = 10;
  result.why.notes = {"a note"};
  return result;
}

TEST(WhyText, IsAMatrix) {
  EXPECT_EQ(why_text(with_matrix(), plain_paint, 100),
            "why  ways  engine, ways.yaml\n"
            "\n"
            "  item           without it                      sets\n"
            "  rs1.routes.a   timeout, reply-has-no-route     A\n"
            "  rs1.routes.bb  not needed: the case passes     .\n"
            "  rs1.routes.c   not needed: nothing touched it  .\n"
            "  rs1.ipvs.1     refused                         A\n"
            "\n"
            "one minimal set suffices: A, 2 of 4 items\n"
            "6 labs run, 10 saved\n"
            "note: a note\n");
}

TEST(WhyText, FitsANarrowTerminal) {
  EXPECT_EQ(why_text(with_matrix(), plain_paint, 40),
            "why  ways  engine, ways.yaml\n"
            "\n"
            "  item, and without it  sets\n"
            "  rs1.routes.a          A\n"
            "      timeout, reply-has-no-route\n"
            "  rs1.routes.bb         .\n"
            "      not needed: the case passes\n"
            "  rs1.routes.c          .\n"
            "      not needed: nothing touched it\n"
            "  rs1.ipvs.1            A\n"
            "      refused\n"
            "\n"
            "one minimal set suffices: A, 2 of 4 items\n"
            "6 labs run, 10 saved\n"
            "note: a note\n");
}

TEST(FixText, ShowsCommandsCostsAndTheDiff) {
  verdict::CaseResult result = studied();
  result.fixes.goal = "the case passes as it is written";
  result.fixes.causes = {"reply-has-no-route: rs1 has no way back"};
  result.fixes.fixes = {
      {{{"rs1", "ip route add default via 10.0.0.1", "rs1.routes.gateway", "gone after a reboot"}},
       {"hides the client"},
       "--- a/f\n+++ b/f\n"}};
  result.fixes.labs_run = 3;
  EXPECT_EQ(fix_text(result, plain_paint),
            "fix  ways  engine, ways.yaml\n"
            "goal: the case passes as it is written\n"
            "cause: reply-has-no-route: rs1 has no way back\n"
            "\n"
            "fix 1  1 change, proven\n"
            "    on rs1:  ip route add default via 10.0.0.1\n"
            "        gone after a reboot\n"
            "    hides the client\n"
            "\n"
            "    --- a/f\n"
            "    +++ b/f\n"
            "\n"
            "3 labs run\n");
}

TEST(FixText, SaysWhatWasTriedInVain) {
  verdict::CaseResult result = studied();
  result.fixes.goal = "the case passes as it is written";
  result.fixes.tried = {"no change: timeout at step 1"};
  EXPECT_EQ(fix_text(result, plain_paint),
            "fix  ways  engine, ways.yaml\n"
            "goal: the case passes as it is written\n"
            "\n"
            "nothing that was tried reaches the goal:\n"
            "  no change: timeout at step 1\n"
            "\n"
            "0 labs run\n");
}

}  // namespace
}  // namespace hopproof::reports
