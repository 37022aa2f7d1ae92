#include "harness/import/transplant.hh"

#include "harness/case/load.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::imports {
namespace {

Case case_of(const std::string& nodes) {
  LoadedCase loaded = parse_case(
      "case: 1\nname: n\n" + nodes + "steps:\n  - probe: {from: a, tcp: 10.0.0.2:8000}\n", "x");
  EXPECT_TRUE(loaded.parsed) << render(loaded.diagnostics, "x", loaded.source);
  return *std::move(loaded.parsed);
}

TEST(Transplant, CallsNetworksAsTheOriginalDoes) {
  const Case original = case_of(
      "networks: {lan: {}}\nnodes:\n  a: {interfaces: {lan: 10.0.0.1/24}}\n"
      "  b: {interfaces: {lan: 10.0.0.2/24}, serves: [tcp:8000]}\n");
  const Case imported = case_of(
      "networks: {net-1: {}}\nnodes:\n  a: {interfaces: {lan: {network: net-1, addresses: 10.0.0.1/24}}}\n"
      "  b: {interfaces: {lan: {network: net-1, addresses: 10.0.0.2/24}}}\n");
  const Transplant made = transplant(original, imported);
  EXPECT_THAT(made.differences, testing::IsEmpty());
  EXPECT_EQ(made.rebuilt.nodes[1].interfaces[0].network, "lan");
  EXPECT_EQ(made.rebuilt.nodes[1].serves.size(), 1U);
}

TEST(Transplant, SaysWhichWiresBecameOne) {
  const Case original = case_of(
      "networks: {n1: {}, n2: {}}\nnodes:\n  a: {interfaces: {n1: 10.0.0.1/24}}\n"
      "  b: {interfaces: {n2: 10.0.0.2/24}}\n");
  const Case imported = case_of(
      "networks: {n: {}}\nnodes:\n  a: {interfaces: {n1: {network: n, addresses: 10.0.0.1/24}}}\n"
      "  b: {interfaces: {n2: {network: n, addresses: 10.0.0.2/24}}}\n");
  EXPECT_THAT(transplant(original, imported).differences,
              testing::ElementsAre("b.n2 is on the wire of n1, not on n2"));
}

TEST(Transplant, ComparesHopsButNotPortsOfChance) {
  verdict::CaseResult one;
  one.source = "tcp: 10.0.0.2:8000";
  verdict::FlowResult flow;
  flow.request.push_back({});
  flow.request[0].hop = "a > b";
  flow.request[0].tuple = "10.0.0.1:40000 > 10.0.0.2:8000";
  one.steps.emplace_back();
  one.steps[0].flows.push_back(flow);
  verdict::CaseResult other = one;
  other.steps[0].flows[0].request[0].tuple = "10.0.0.1:41111 > 10.0.0.2:8000";
  EXPECT_THAT(differences_of(one, other), testing::IsEmpty());
  other.steps[0].flows[0].request[0].tuple = "10.0.0.9:41111 > 10.0.0.2:8000";
  EXPECT_THAT(differences_of(one, other), testing::SizeIs(1));
  other = one;
  other.steps[0].outcome = "timeout";
  EXPECT_THAT(differences_of(one, other), testing::SizeIs(1));
}

}  // namespace
}  // namespace hopproof::imports
