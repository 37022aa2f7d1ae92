#include "harness/import/expectation.hh"

#include "harness/case/load.hh"

#include <gtest/gtest.h>

namespace hopproof::imports {
namespace {

constexpr const char* two_arm =
    "case: 1\nname: a test\nnetworks: {front: {}, back: {}}\nnodes:\n"
    "  client: {interfaces: {front: 10.1.0.9/24}}\n"
    "  lb:\n    interfaces: {front: 10.1.0.1/24, back: 10.2.0.1/24}\n"
    "    ipvs: [-A -t 10.1.0.1:80 -s rr, -a -t 10.1.0.1:80 -r 10.2.0.5:8080 -m]\n"
    "  rs1: {interfaces: {back: 10.2.0.5/24}, serves: [http:8080]}\n"
    "steps:\n  - probe: {from: client, http: 10.1.0.1:80}  # why\n  - wait: 1s\n";

Case two_arm_case() { return *parse_case(two_arm, "a.yaml").parsed; }

verdict::HopResult hop(const char* name, const char* source, const char* destination) {
  verdict::HopResult made;
  made.hop = name;
  made.source = source;
  made.destination = destination;
  return made;
}

verdict::FlowResult flow(const std::string& server, const char* masqueraded) {
  verdict::FlowResult made;
  made.client = "client";
  made.server = server;
  made.local = "10.1.0.9:40000";
  made.remote = "10.1.0.1:80";
  made.outcome = "timeout";
  made.request = {hop("client > lb", "10.1.0.9:40000", "10.1.0.1:80"),
                  hop("lb > rs", masqueraded, "10.2.0.5:8080")};
  return made;
}

verdict::CaseResult seen(std::vector<verdict::FlowResult> flows,
                         std::vector<verdict::FindingResult> findings) {
  verdict::CaseResult result;
  verdict::StepResult step;
  step.kind = "probe";
  step.place.line = 11;
  step.verdict = verdict::Verdict::failed;
  step.flows = std::move(flows);
  step.findings = std::move(findings);
  result.steps.push_back(step);
  return result;
}

TEST(Expectation, StandsBehindItsStepAndParses) {
  verdict::FindingResult finding;
  finding.id = "reply-bypasses-director";
  const std::string text =
      with_expectations(two_arm_case(), seen({flow("rs1", "10.2.0.1:40001")}, {finding}));
  EXPECT_NE(text.find("  - probe: {from: client, http: 10.1.0.1:80}  # why\n"
                      "    expect:\n"
                      "      outcome: timeout\n"
                      "      finding: reply-bypasses-director\n"
                      "      request:\n"
                      "        client > lb: 10.1.0.9:cport > 10.1.0.1:80\n"
                      "        lb > rs: 10.2.0.1:mport > 10.2.0.5:8080\n"
                      "  - wait: 1s\n"),
            std::string::npos)
      << text;
  const LoadedCase again = parse_case(text, "b.yaml");
  EXPECT_TRUE(again.parsed) << render(again.diagnostics, "b.yaml", again.source);
}

TEST(Expectation, ConnectionsThatDifferAreClaimedByServer) {
  const std::string text = with_expectations(
      two_arm_case(), seen({flow("rs1", "10.2.0.1:1024"), flow("lb", "10.1.0.9:40000")}, {}));
  EXPECT_NE(text.find("    expect:\n      - server: lb\n        outcome: timeout\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("      - server: rs1\n        outcome: timeout\n"), std::string::npos)
      << text;
}

TEST(Expectation, OfSeveralServersParses) {
  const std::string text = with_expectations(
      two_arm_case(), seen({flow("rs1", "10.2.0.1:1024"), flow("client", "10.1.0.9:40000")}, {}));
  const LoadedCase again = parse_case(text, "b.yaml");
  EXPECT_TRUE(again.parsed) << render(again.diagnostics, "b.yaml", again.source);
}

TEST(Expectation, WhatDiffersAtOneServerIsNotClaimed) {
  const std::string text = with_expectations(
      two_arm_case(), seen({flow("rs1", "10.2.0.1:1024"), flow("rs1", "10.1.0.9:40000")}, {}));
  EXPECT_EQ(text, two_arm);
}

}  // namespace
}  // namespace hopproof::imports
