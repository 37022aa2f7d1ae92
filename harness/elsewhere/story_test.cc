#include "harness/elsewhere/story.hh"

#include "harness/base/golden_file.hh"
#include "harness/verdict/result_json.hh"

#include <map>
#include <sstream>

#include <gtest/gtest.h>

namespace hopproof::elsewhere {
namespace {

const std::string folder = HOPPROOF_SOURCE_DIR "/harness/elsewhere/golden/";

/// "director=one-arm.lb.txt rs1=one-arm.rs1.txt"
Evidence pasted(const std::string& captures) {
  Collector collector;
  std::istringstream words(captures);
  for (std::string word; words >> word;) {
    const size_t equals = word.find('=');
    const std::string name = word.substr(equals + 1);
    const std::string text = read_file(folder + name);
    collector.read({reinterpret_cast<const uint8_t*>(text.data()), text.size()},
                   word.substr(0, equals), name);
  }
  return collector.take();
}

std::string told(const std::string& captures) {
  return story_text(Analysis(pasted(captures)), reports::Paint(false));
}

/// Step 2 of the one-arm story, as its person had it: two windows of tcpdump.
TEST(Story, TwoPastesProveThatTheAnswerGoesAround) {
  expect_golden(folder + "director-and-rs1.told",
                told("director=one-arm.lb.txt rs1=one-arm.rs1.txt"));
}

TEST(Story, HalfBlindItSaysWhatToCaptureNext) {
  expect_golden(folder + "director.told", told("director=one-arm.lb.txt"));
  expect_golden(folder + "client.told", told("client=one-arm.client.txt"));
  expect_golden(folder + "rs1.told", told("rs1=one-arm.rs1.txt"));
  expect_golden(folder + "unnamed.told", told("a=one-arm.client.txt"));
}

TEST(Story, AllThreeViews) {
  expect_golden(folder + "all.told",
                told("client=one-arm.client.txt director=one-arm.lb.txt rs1=one-arm.rs1.txt"));
}

TEST(Story, WhatCannotBeReadIsShown) {
  expect_golden(folder + "unreadable.told", told("director=unreadable.txt"));
}

TEST(Story, TheResultOfARunIsReadAgain) {
  const Analysis analysis(pasted("director=one-arm.lb.txt rs1=one-arm.rs1.txt"));
  const std::string json = verdict::to_json(as_run(analysis, "test"));
  const verdict::RunResult again = verdict::run_from_json(json);
  ASSERT_EQ(again.cases.size(), 1u);
  EXPECT_EQ(again.exit_status(), 1);
  const verdict::StepResult& step = again.cases[0].steps.at(0);
  EXPECT_EQ(step.findings.at(0).id, "reply-bypasses-director");
  EXPECT_EQ(step.flows.at(0).request.size(), 2u);
}

TEST(Story, OnlyTheChosenServiceIsTold) {
  const Analysis analysis(pasted("director=one-arm.lb.txt rs1=one-arm.rs1.txt"),
                          Endpoint::parse("100.222.111.1:9999"));
  EXPECT_FALSE(analysis.has_problem());
  EXPECT_EQ(analysis.left_aside(), 3u);
}

}  // namespace
}  // namespace hopproof::elsewhere
