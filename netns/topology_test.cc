#include "netns/topology.hh"

#include "netns/sample_case.hh"

#include <set>

#include <gtest/gtest.h>

namespace hopproof::netns {
namespace {

TEST(Topology, TwoInterfacesAreAPairMoreAreASwitch) {
  const Case row = sample::two_arm();
  const Topology pairs(row);
  ASSERT_EQ(pairs.segments.size(), 2u);
  EXPECT_EQ(pairs.segments[0].bridge, "");
  EXPECT_FALSE(pairs.has_switch);

  const Case arm = sample::one_arm();
  const Topology one_switch(arm);
  ASSERT_EQ(one_switch.segments.size(), 1u);
  EXPECT_EQ(one_switch.segments[0].bridge, "switch1");
  EXPECT_EQ(one_switch.segments[0].plugs.size(), 4u);
  EXPECT_TRUE(one_switch.has_switch);
}

TEST(Topology, OneInterfaceAloneIsASwitchToo) {
  Case alone = sample::one_arm();
  alone.nodes.resize(1);
  EXPECT_EQ(Topology(alone).segments.at(0).bridge, "switch1");
}

TEST(Topology, ANetworkWithoutInterfacesIsNothing) {
  Case empty = sample::two_arm();
  empty.networks.push_back({"unused", 1500, {}});
  EXPECT_EQ(Topology(empty).segments.size(), 2u);
}

TEST(Topology, NoInterfaceNumberComesTwice) {
  for (const Case& deployment : {sample::one_arm(), sample::two_arm()}) {
    const Topology topology(deployment);
    std::set<int> numbers;
    size_t count = 0;
    for (const Plug& plug : topology.plugs) {
      numbers.insert(plug.index);
      ++count;
      if (!plug.port.empty()) numbers.insert(plug.port_index);
      if (!plug.port.empty()) ++count;
    }
    EXPECT_EQ(numbers.size(), count);
  }
}

TEST(Topology, TheMacTellsTheAddress) {
  const Case arm = sample::one_arm();
  EXPECT_EQ(text(Topology(arm).plugs[0].mac), "02:00:01:41:0f:8c");
}

TEST(Topology, MacsStayUniqueWhereAddressesAreNot) {
  Case twice = sample::one_arm();
  twice.nodes[3].interfaces = twice.nodes[2].interfaces;
  const Topology topology(twice);
  EXPECT_EQ(text(topology.plugs[2].mac), "02:00:01:41:0f:8f");
  EXPECT_EQ(text(topology.plugs[3].mac), "02:01:00:03:00:00");
}

TEST(Topology, KnowsWhetherAnythingSpeaksIpv6) {
  Case dual = sample::one_arm();
  EXPECT_FALSE(Topology(dual).uses_ipv6);
  dual.nodes[0].interfaces = {sample::interface("lan", "lan", {"2001:db8::1/64"})};
  const Topology topology(dual);
  EXPECT_TRUE(topology.uses_ipv6);
  EXPECT_EQ(text(topology.plugs[0].mac), "02:01:00:00:00:00");
}

}  // namespace
}  // namespace hopproof::netns
