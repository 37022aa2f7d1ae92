#include "harness/run/describe.hh"

#include "harness/case/load.hh"

#include <gmock/gmock.h>

namespace hopproof::run {
namespace {

using testing::Contains;
using testing::SizeIs;

TEST(Describe, NamesEachNeedOnceAndTheCommandsOfEachNode) {
  const LoadedCase loaded = parse_case(R"(case: 1
name: one need
networks: {lan: {}}
nodes:
  rs1:
    interfaces: {lan: 10.2.0.5/24}
    routes: {gateway: default via 10.2.0.1}
steps:
  - probe: {from: rs1, ping: 10.1.0.9}
needs:
  rs1.routes.gateway: reply-has-no-route
)",
                                       "need.yaml");
  ASSERT_TRUE(loaded.parsed) << render(loaded.diagnostics, "need.yaml", loaded.source);
  const verdict::CaseResult result = describe(*loaded.parsed);
  EXPECT_THAT(result.needs, SizeIs(1));
  EXPECT_THAT(result.nodes.at(0).commands, Contains("ip route add default via 10.2.0.1"));
}

}  // namespace
}  // namespace hopproof::run
