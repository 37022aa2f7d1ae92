#include "reports/events.hh"

#include "reports/sample_result.hh"

#include <gtest/gtest.h>

namespace hopproof::reports {
namespace {

TEST(Events, AreOneJsonLineEach) {
  EXPECT_EQ(run_started_event(3), "{\"event\":\"run-started\",\"schema\":1,\"cases\":3}\n");
  verdict::CaseResult started;
  started.id = "a";
  started.file = "a.yaml";
  started.name = "a\n\"b\"\xff";
  started.director = "engine";
  EXPECT_EQ(
      case_started_event(started),
      "{\"event\":\"case-started\",\"id\":\"a\",\"file\":\"a.yaml\",\"name\":\"a\\n\\\"b\\\"\xef\xbf\xbd\","
      "\"director\":\"engine\"}\n");
}

TEST(Events, TellHowACaseEnded) {
  EXPECT_EQ(
      case_finished_event(sample_result().cases[2]),
      "{\"event\":\"case-finished\",\"id\":\"dr\",\"file\":\"cases/dr.yaml\",\"name\":\"direct routing\","
      "\"director\":\"engine\",\"verdict\":\"skipped\",\"why\":\"only ipvs: the engine does "
      "masquerading only\",\"findings\":[],\"seconds\":0.125}\n");
  EXPECT_NE(case_finished_event(sample_result().cases[1])
                .find("\"findings\":[\"reply-bypasses-director\"]"),
            std::string::npos);
}

TEST(Events, TellHowTheRunEnded) {
  EXPECT_EQ(run_finished_event(sample_result()),
            "{\"event\":\"run-finished\",\"passed\":1,\"failed\":1,\"skipped\":1,\"error\":0,"
            "\"exit\":1}\n");
}

}  // namespace
}  // namespace hopproof::reports
