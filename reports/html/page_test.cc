#include "reports/html/page.hh"

#include "reports/html/pack.hh"
#include "reports/html/packet_budget.hh"
#include "reports/sample_result.hh"

#include <gmock/gmock.h>

namespace hopproof::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HtmlReport, ShowsStrangersTextAsText) {
  const std::string page = html_report(sample_result(), "");
  EXPECT_THAT(page, Not(HasSubstr("<b>DNAT</b>")));
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;DNAT&lt;/b&gt; only &amp; nothing else"));
}

TEST(HtmlReport, TellsWhatFailedWithoutItsScript) {
  const std::string page = html_report(sample_result(), "");
  EXPECT_THAT(page, HasSubstr("<b>1</b> passed, <b>1</b> failed, <b>1</b> skipped"));
  EXPECT_THAT(page, HasSubstr("finding reply-bypasses-director at rs1.lan: rs1 answers client"));
  EXPECT_THAT(page, HasSubstr("the reply left the expected path at rs1 &gt; client"));
}

TEST(HtmlReport, NamesNothingOutside) {
  const std::string page = html_report(sample_result(), "");
  for (const char* outside : {" src=", "@import", "url(", "<link", "<iframe", "<img"})
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  EXPECT_THAT(page, HasSubstr("default-src 'none'; script-src 'sha256-"));
}

TEST(HtmlReport, HoldsAPartForEachCaseAndLeavesNoMark) {
  const std::string page = html_report(sample_result(), "");
  for (const char* id : {"index", "case-0", "case-1", "case-2"})
    EXPECT_THAT(page, HasSubstr("<template id=\"" + std::string(id) + "\">H4sI"));
  EXPECT_THAT(page, Not(HasSubstr("<!--")));
}

TEST(HtmlPack, IsBase64WithItsPadding) {
  EXPECT_EQ(html::pack("").size() % 4, 0u);
  EXPECT_EQ(html::pack("a").size() % 4, 0u);
  EXPECT_EQ(html::pack("ab").size() % 4, 0u);
  EXPECT_THAT(html::pack(std::string(100000, 'x')), testing::SizeIs(testing::Lt(400)));
}

verdict::RunResult many(size_t steps, int packets) {
  verdict::RunResult run = sample_result();
  run.cases.resize(1);
  verdict::StepResult& step = run.cases[0].steps[0];
  const verdict::CrossingResult one = step.crossings[0];
  step.crossings.assign(size_t(packets), one);
  for (int i = 0; i < packets; ++i) step.crossings[size_t(i)].id = i;
  run.cases[0].steps.assign(steps, step);
  return run;
}

TEST(HtmlPacketBudget, LeavesASmallRunAlone) {
  const verdict::RunResult run = many(3, 40);
  const verdict::CaseResult kept = html::with_packets(run.cases[0], html::packets_per_step(run));
  EXPECT_EQ(kept.steps[2].crossings.size(), 40u);
  EXPECT_EQ(kept.steps[2].crossings_left_out, 0);
}

TEST(HtmlPacketBudget, CutsALargeOneAndSaysSo) {
  verdict::RunResult run = many(100, 500);
  verdict::StepResult& step = run.cases[0].steps[0];
  step.crossings[490].offending = true;
  step.findings = {{}};
  step.findings[0].crossings = {480};
  const size_t most = html::packets_per_step(run);
  EXPECT_LE(most * 100, html::most_packets);
  const verdict::CaseResult kept = html::with_packets(run.cases[0], most);
  EXPECT_EQ(kept.steps[1].crossings.size(), most);
  EXPECT_EQ(kept.steps[1].crossings_left_out, 500 - int(most));
  EXPECT_EQ(kept.steps[0].crossings.size(), most + 2);
}

}  // namespace
}  // namespace hopproof::reports
