#include "harness/verdict/checks/comparison.hh"

#include <gtest/gtest.h>

namespace hopproof::verdict {
namespace {

constexpr const char* source_text = "http: 100.222.111.1:8000\n-r 1.65.15.143:80\n";

HopResult hop(std::string name, std::string source, std::string destination, int ttl) {
  HopResult result;
  result.hop = std::move(name);
  result.source = std::move(source);
  result.destination = std::move(destination);
  result.ttl = ttl;
  return result;
}

FlowResult flow(const std::string& client_port, const std::string& masqueraded_port,
                const std::string& server = "rs1") {
  FlowResult result;
  result.protocol = "tcp";
  result.local = "1.65.15.140:" + client_port;
  result.remote = "100.222.111.1:8000";
  result.outcome = "answered";
  result.server = server;
  result.request = {hop("client > director", result.local, result.remote, 64),
                    hop("director > rs1", "1.65.15.141:" + masqueraded_port, "1.65.15.143:80", 63)};
  return result;
}

CaseResult case_with(std::vector<FlowResult> flows) {
  CaseResult result;
  result.verdict = Verdict::passed;
  result.source = source_text;
  StepResult step;
  step.verdict = Verdict::passed;
  step.outcome = "answered";
  step.flows = std::move(flows);
  result.steps = {std::move(step)};
  return result;
}

TEST(Comparison, PortsThatAKernelChoseAreWords) {
  EXPECT_EQ(comparable(flow("40000", "40000"), source_text),
            comparable(flow("40001", "40001"), source_text));
  EXPECT_NE(comparable(flow("40000", "40000"), source_text),
            comparable(flow("40000", "50000"), source_text));
  EXPECT_NE(
      comparable(flow("40000", "40000"), source_text).find("1.65.15.140:p1 > 100.222.111.1:8000"),
      std::string::npos);
}

TEST(Comparison, PortsOfTheCaseKeepTheirNumber) {
  FlowResult other = flow("40000", "40000");
  other.request[1].destination = "1.65.15.143:81";
  EXPECT_NE(comparable(flow("40000", "40000"), source_text), comparable(other, source_text));
}

TEST(Comparison, PortsOfARangeToChooseFromAreWords) {
  const std::string source = "-j MASQUERADE --to-ports 40000-40001";
  EXPECT_EQ(comparable(flow("40000", "40000"), source), comparable(flow("40001", "40001"), source));
}

TEST(Comparison, TheSameConnectionsInAnyOrderAreNoDifference) {
  CaseResult engine = case_with({flow("1025", "1025", "rs1"), flow("1026", "1026", "rs2")});
  compare_directors(engine, case_with({flow("2000", "2000", "rs2"), flow("2001", "2001", "rs1")}));
  EXPECT_EQ(engine.verdict, Verdict::passed);
}

TEST(Comparison, ADifferenceFailsTheEngineAndWantsWhatTheKernelDid) {
  CaseResult engine = case_with({flow("1025", "1025", "rs1")});
  CaseResult kernel = case_with({flow("1025", "1025", "rs1")});
  kernel.steps[0].flows[0].request[1].ttl = 64;
  compare_directors(engine, kernel);
  EXPECT_EQ(engine.verdict, Verdict::failed);
  ASSERT_EQ(engine.steps[0].mismatches.size(), 1U);
  EXPECT_NE(engine.steps[0].mismatches[0].wanted.find("ttl 64"), std::string::npos);
  EXPECT_NE(engine.steps[0].mismatches[0].seen.find("ttl 63"), std::string::npos);
}

TEST(Comparison, OutcomesFindingsAndMissingConnectionsCount) {
  const CaseResult kernel = case_with({flow("1025", "1025")});
  CaseResult fewer = case_with({});
  compare_directors(fewer, kernel);
  EXPECT_EQ(fewer.verdict, Verdict::failed);
  CaseResult found = case_with({flow("1025", "1025")});
  found.steps[0].findings.emplace_back().id = "no-route-to-vip";
  compare_directors(found, kernel);
  EXPECT_EQ(found.verdict, Verdict::failed);
  CaseResult timeout = case_with({flow("1025", "1025")});
  timeout.steps[0].outcome = "timeout";
  compare_directors(timeout, kernel);
  EXPECT_EQ(timeout.verdict, Verdict::failed);
}

TEST(Comparison, WhatDidNotRunIsNotCompared) {
  CaseResult engine = case_with({flow("1025", "1025")});
  CaseResult skipped;
  skipped.verdict = Verdict::skipped;
  compare_directors(engine, skipped);
  EXPECT_EQ(engine.verdict, Verdict::passed);
}

}  // namespace
}  // namespace hopproof::verdict
