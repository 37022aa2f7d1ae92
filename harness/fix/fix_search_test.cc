#include "harness/fix/fix_search.hh"

#include "harness/case/load.hh"
#include "harness/fix/fix_costs.hh"
#include "harness/fix/goal.hh"

#include <algorithm>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::fix {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

Case one_arm(const std::string& client_routes, const std::string& expect = "outcome: answered") {
  const LoadedCase loaded = parse_case(R"(case: 1
name: one arm
networks: {lan: {}}
nodes:
  client: {interfaces: {lan: 1.65.15.140/24}, routes: )" +
                                           client_routes + R"(}
  director:
    interfaces: {lan: [1.65.15.141/24, 100.222.111.1/24]}
    sysctls: {net.ipv4.ip_forward: 1}
    ipvs:
      - -A -t 100.222.111.1:8000 -s rr
      - -a -t 100.222.111.1:8000 -r 1.65.15.143:80 -m
      - -a -t 100.222.111.1:8000 -r 1.65.15.144:80 -m
  rs1: {interfaces: {lan: 1.65.15.143/24}, serves: [http:80]}
  rs2: {interfaces: {lan: 1.65.15.144/24}, serves: [http:80]}
steps:
  - probe: {from: client, http: 100.222.111.1:8000}
    expect: {)" + expect + "}\n",
                                       "one-arm.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "one-arm.yaml", loaded.source), "");
  return loaded.parsed.value_or(Case{});
}

bool has(const Node& node, std::string_view text) {
  const auto is = [&](const Item& item) { return item.text.find(text) != std::string::npos; };
  return std::ranges::any_of(node.routes, is) || std::ranges::any_of(node.iptables, is);
}

/// What the physics of the one-arm story make of a deployment: the finding, "" when it works.
std::string physics(const Case& deployment) {
  const Node& client = *deployment.find_node("client");
  const Node& director = *deployment.find_node("director");
  const bool tracked = std::ranges::any_of(director.sysctls, [](const SysctlItem& item) {
    return item.name == "net.ipv4.vs.conntrack" && item.text == "1";
  });
  if (!has(client, "100.222.111.1")) return "no-route-to-vip";
  if (tracked && has(director, "MASQUERADE")) return "";
  const bool routes = has(*deployment.find_node("rs1"), "1.65.15.140 via") &&
                      has(*deployment.find_node("rs2"), "1.65.15.140 via");
  return routes ? "" : "reply-bypasses-director";
}

verdict::CaseResult result_of(const Case& deployment) {
  const std::string finding = physics(deployment);
  const bool claims = claims_failure(deployment);
  verdict::CaseResult result;
  verdict::StepResult step;
  step.number = 1;
  step.outcome = finding.empty() ? "answered" : "timeout";
  step.verdict = finding.empty() != claims ? verdict::Verdict::passed : verdict::Verdict::failed;
  if (!finding.empty()) {
    step.findings.emplace_back();
    step.findings.back().id = finding;
    step.findings.back().text = "said in a sentence";
  }
  result.verdict = step.verdict;
  result.steps = {step};
  return result;
}

verdict::FixesResult search_all(const Case& whole) {
  FixSearch search(whole);
  for (auto labs = search.next(); !labs.empty(); labs = search.next()) {
    for (const FixSearch::Lab& lab : labs) search.take(lab, result_of(lab.deployment));
  }
  return search.result();
}

std::vector<std::string> commands(const verdict::FixResult& fix) {
  std::vector<std::string> texts;
  for (const verdict::ChangeResult& change : fix.changes)
    texts.push_back(change.node + ": " + change.command);
  return texts;
}

constexpr const char* route_line = "{to-vip: 100.222.111.1 via 1.65.15.141}";
constexpr const char* rule_line =
    "director: iptables -t nat -A POSTROUTING -m ipvs --vaddr 100.222.111.1 --vport 8000 -j "
    "MASQUERADE";
constexpr const char* tracking = "director: sysctl -w net.ipv4.vs.conntrack=1";

TEST(FixSearch, FindsBothWaysOutOfTheStory) {
  const verdict::FixesResult found = search_all(one_arm(route_line));
  ASSERT_THAT(found.fixes, SizeIs(2));
  EXPECT_THAT(commands(found.fixes[0]),
              UnorderedElementsAre("rs1: ip route add 1.65.15.140 via 1.65.15.141",
                                   "rs2: ip route add 1.65.15.140 via 1.65.15.141"));
  EXPECT_THAT(commands(found.fixes[1]), UnorderedElementsAre(rule_line, tracking));
  EXPECT_THAT(found.causes, ElementsAre("reply-bypasses-director: said in a sentence"));
  EXPECT_THAT(found.tried, Contains(HasSubstr("no change: timeout at step 1")));
}

TEST(FixSearch, NamesStackedCausesAndFindsWhatCuresBoth) {
  const verdict::FixesResult found = search_all(one_arm("[]"));
  ASSERT_THAT(found.fixes, SizeIs(2));
  EXPECT_THAT(found.fixes[0].changes, SizeIs(3));
  EXPECT_THAT(commands(found.fixes[0]),
              Contains("client: ip route add 100.222.111.1 via 1.65.15.141"));
  EXPECT_THAT(commands(found.fixes[1]), Contains(rule_line));
  EXPECT_THAT(found.causes, ElementsAre("no-route-to-vip: said in a sentence",
                                        "reply-bypasses-director: said in a sentence"));
}

TEST(FixSearch, WhatClaimsAFailureIsToBeAnswered) {
  const verdict::FixesResult found = search_all(one_arm(route_line, "outcome: timeout"));
  EXPECT_THAT(found.goal, HasSubstr("every probe is answered"));
  ASSERT_THAT(found.fixes, SizeIs(2));
  // The change of the file is of the deployment.
  EXPECT_THAT(found.fixes[1].diff, HasSubstr("+    sysctls: {net.ipv4.ip_forward: 1, "
                                             "net.ipv4.vs.conntrack: 1}"));
  EXPECT_THAT(found.fixes[1].diff, testing::Not(HasSubstr("outcome")));
}

TEST(FixSearch, LeavesAHealthyCaseAlone) {
  const Case healthy = one_arm(route_line);
  FixSearch search(healthy);
  const auto first = search.next();
  ASSERT_THAT(first, SizeIs(1));
  verdict::CaseResult passed;
  passed.verdict = verdict::Verdict::passed;
  search.take(first.front(), passed);
  EXPECT_TRUE(search.is_healthy());
  EXPECT_THAT(search.next(), IsEmpty());
}

TEST(FixSearch, SaysWhatWasTriedInVain) {
  const Case hopeless = one_arm(route_line);
  FixSearch search(hopeless);
  int labs_seen = 0;
  for (auto labs = search.next(); !labs.empty(); labs = search.next()) {
    for (const FixSearch::Lab& lab : labs) {
      Case never = lab.deployment;
      never.nodes.front().routes.clear();
      search.take(lab, result_of(never));
      ++labs_seen;
    }
  }
  const verdict::FixesResult found = search.result();
  EXPECT_THAT(found.fixes, IsEmpty());
  EXPECT_EQ(found.labs_run, labs_seen);
  EXPECT_THAT(found.tried, Contains(HasSubstr("masquerade of -t 100.222.111.1:8000 on director")));
}

TEST(FixCosts, AreTheTupleThatTheServerSawAndTheRedirects) {
  verdict::FlowResult flow;
  flow.client = "client";
  flow.server = "rs1";
  flow.local = "1.65.15.140:40000";
  verdict::HopResult hop;
  hop.to = "rs1";
  hop.source = "1.65.15.141:50000";
  hop.tuple = "1.65.15.141:50000 > 1.65.15.143:80";
  flow.request = {hop};
  verdict::CrossingResult redirect;
  redirect.kind = "ICMP redirect";
  redirect.from = "director";
  redirect.to = "rs2";
  verdict::StepResult step;
  step.flows = {flow};
  step.crossings = {redirect};
  verdict::CaseResult proof;
  proof.steps = {step};
  const auto costs = costs_of(proof);
  ASSERT_THAT(costs, SizeIs(2));
  EXPECT_EQ(costs[0],
            "hides the client's address: rs1 saw 1.65.15.141:50000 > 1.65.15.143:80 instead of "
            "1.65.15.140:40000 from client");
  EXPECT_THAT(costs[1], HasSubstr("director sent ICMP redirects to rs2 (1 sighted)"));
  proof.steps.front().flows.front().request.front().source = "1.65.15.140:40000";
  proof.steps.front().crossings.clear();
  EXPECT_THAT(costs_of(proof), IsEmpty());
}

TEST(Goal, DropsWhatAFailingCaseClaims) {
  const Case goal =
      to_be_answered(one_arm(route_line, "outcome: timeout, never: {client > rs1: any > any}"));
  const Expect& expect = goal.steps.front().expects.front();
  EXPECT_EQ(expect.outcome->outcome.kind, Outcome::Kind::answered);
  EXPECT_TRUE(expect.never.empty());
  EXPECT_FALSE(claims_failure(goal));
}

}  // namespace
}  // namespace hopproof::fix
