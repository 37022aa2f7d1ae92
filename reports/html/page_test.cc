#include "reports/html/page.hh"

#include "reports/html/escape.hh"
#include "reports/sample_result.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(HtmlReport, ShowsStrangersTextAsText) {
  const std::string page = html_report(sample_result());
  EXPECT_EQ(page.find("<b>DNAT</b>"), std::string::npos);
  EXPECT_NE(page.find("&lt;b&gt;DNAT&lt;/b&gt; only &amp; nothing else"), std::string::npos);
}

TEST(HtmlReport, NeedsNothingFromOutside) {
  const std::string page = html_report(sample_result());
  for (const char* outside : {"http://", "https://", "<script", "src=", "@import", "url("})
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
}

TEST(HtmlReport, MarksWhatWasRewrittenAndWhatOffends) {
  const std::string page = html_report(sample_result());
  EXPECT_NE(page.find("<mark>1.65.15.141*</mark>:<mark>40001*</mark>"), std::string::npos);
  EXPECT_NE(page.find("class=\"arrow offending reply\""), std::string::npos);
  EXPECT_NE(page.find("the reply left the way at rs1 &gt; client"), std::string::npos);
}

TEST(HtmlReport, LinksEveryCase) {
  const std::string page = html_report(sample_result());
  EXPECT_NE(page.find("href=\"#cases-one-arm-dnat-only-yaml-engine\""), std::string::npos);
  EXPECT_NE(page.find("id=\"cases-one-arm-dnat-only-yaml-engine\""), std::string::npos);
}

TEST(HtmlEscape, LeavesNoMarkupAndNoControlCharacter) {
  EXPECT_EQ(html::escape("<a href='\"&\x01"), "&lt;a href=&#39;&quot;&amp;\xef\xbf\xbd");
  EXPECT_EQ(html::slug("../a b/<c>.yaml"), "a-b-c-yaml");
}

}  // namespace
}  // namespace hopproof
