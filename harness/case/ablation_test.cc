#include "harness/case/ablation.hh"

#include "harness/case/load.hh"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof {
namespace {

using testing::ElementsAre;

Case story() {
  const LoadedCase loaded = parse_case(R"(case: 1
name: a service, its servers and another one
networks: {lan: {}}
nodes:
  director:
    interfaces: {lan: [10.0.0.1/24, 10.0.0.100/32]}
    routes: {gateway: default via 10.0.0.9}
    sysctls: {net.ipv4.ip_forward: 1}
    ipvs:
      - -A -t 10.0.0.100:80 -s rr
      - -a -t 10.0.0.100:80 -r 10.0.0.5:80 -m
      - -A -t 10.0.0.100:81 -s rr
      - -a -t 10.0.0.100:81 -r 10.0.0.5:81 -m
    iptables: {policy: -P FORWARD DROP}
steps:
  - probe: {from: director, ping: 10.0.0.1}
)",
                                       "story.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "story.yaml", loaded.source), "");
  return loaded.parsed.value_or(Case{});
}

Case without(const std::string& path) { return without_items(story(), {path}); }

TEST(Items, HavePaths) {
  EXPECT_THAT(
      item_paths(story()),
      ElementsAre("director.interfaces.lan.10.0.0.1/24", "director.interfaces.lan.10.0.0.100/32",
                  "director.routes.gateway", "director.sysctls.net.ipv4.ip_forward",
                  "director.ipvs.1", "director.ipvs.2", "director.ipvs.3", "director.ipvs.4",
                  "director.iptables.policy"));
}

TEST(Items, EachGoesAlone) {
  for (const std::string& path : item_paths(story())) {
    const auto left = item_paths(without(path));
    EXPECT_EQ(std::ranges::count(left, path), 0) << path;
    const bool takes_another = path == "director.ipvs.1" || path == "director.ipvs.3" ||
                               path == "director.interfaces.lan.10.0.0.1/24";
    EXPECT_EQ(left.size(), item_paths(story()).size() - (takes_another ? 2 : 1)) << path;
  }
}

Case firewall() {
  const LoadedCase loaded = parse_case(R"(case: 1
name: sets and an nft ruleset
networks: {lan: {}}
nodes:
  router:
    interfaces: {lan: 10.0.0.1/24}
    ipset: [create friends hash:ip, add friends 10.0.0.9, create others hash:ip]
    iptables: [-A INPUT -m set --match-set friends src -j ACCEPT, -A INPUT -j ACCEPT]
    nftables: |
      table ip f {
        chain in { type filter hook input priority 0; policy drop; tcp dport 80 jump web; }
        chain web { accept; drop; }
      }
steps:
  - probe: {from: router, ping: 10.0.0.1}
)",
                                       "firewall.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "firewall.yaml", loaded.source), "");
  return loaded.parsed.value_or(Case{});
}

TEST(Items, ASetTakesWhatFillsItAndLooksIntoIt) {
  EXPECT_THAT(
      item_paths(without_items(firewall(), {"router.ipset.1"})),
      ElementsAre("router.interfaces.lan.10.0.0.1/24", "router.ipset.3", "router.iptables.2",
                  "router.nftables.f.in", "router.nftables.f.in.policy", "router.nftables.f.in.1",
                  "router.nftables.f.web", "router.nftables.f.web.1", "router.nftables.f.web.2"));
}

TEST(Items, AChainGoesWithItsRules) {
  const LoadedCase loaded = parse_case(R"(case: 1
name: a chain of the user's own
networks: {lan: {}}
nodes:
  router:
    interfaces: {lan: 10.0.0.1/24}
    iptables: |
      *filter
      :WEB - [0:0]
      :IDLE - [0:0]
      -A INPUT -p tcp -j WEB
      -A WEB -j ACCEPT
      -A INPUT -j DROP
      COMMIT
steps:
  - probe: {from: router, ping: 10.0.0.1}
)",
                                       "chain.yaml");
  ASSERT_TRUE(loaded.parsed);
  EXPECT_THAT(declaration_paths(*loaded.parsed), ElementsAre("router.iptables.1"));
  EXPECT_THAT(
      item_paths(without_items(*loaded.parsed, {"router.iptables.1"})),
      ElementsAre("router.interfaces.lan.10.0.0.1/24", "router.iptables.2", "router.iptables.5"));
  EXPECT_THAT(declaration_paths(firewall()), ElementsAre("router.nftables.f.web"));
}

TEST(Items, PartsOfARulesetLeaveItsText) {
  const Case rest = without_items(firewall(), {"router.nftables.f.web.2"});
  EXPECT_EQ(rest.nodes.front().nftables.text.find("drop; }"), std::string::npos);
  EXPECT_NE(rest.nodes.front().nftables.text.find("accept;"), std::string::npos);
  const Case emptied = without_items(firewall(), {"router.nftables.f.web"});
  EXPECT_NE(emptied.nodes.front().nftables.text.find("chain web {"), std::string::npos);
  EXPECT_EQ(emptied.nodes.front().nftables.items.size(), 3u);
  const Case open = without_items(firewall(), {"router.nftables.f.in"});
  EXPECT_EQ(open.nodes.front().nftables.text.find("hook"), std::string::npos);
  EXPECT_EQ(open.nodes.front().nftables.items.size(), 3u);
}

TEST(Items, AServiceTakesItsServersWithIt) {
  const Case rest = without("director.ipvs.1");
  ASSERT_EQ(rest.nodes.front().ipvs.size(), 2u);
  EXPECT_EQ(rest.nodes.front().ipvs.front().name, "3");
  EXPECT_TRUE(rest.nodes.front().is_director);
}

TEST(Items, AnAddressTakesTheRoutesWithItThatItWasTheWayTo) {
  EXPECT_TRUE(without("director.interfaces.lan.10.0.0.1/24").nodes.front().routes.empty());
  EXPECT_EQ(without("director.interfaces.lan.10.0.0.100/32").nodes.front().routes.size(), 1u);
}

TEST(Items, AnUnknownPathRemovesNothing) {
  EXPECT_EQ(item_paths(without("director.ipvs.9")), item_paths(story()));
}

TEST(Items, TwoGoTogether) {
  const Case rest = without_items(story(), {"director.routes.gateway", "director.iptables.policy"});
  EXPECT_TRUE(rest.nodes.front().routes.empty());
  EXPECT_TRUE(rest.nodes.front().iptables.empty());
}

}  // namespace
}  // namespace hopproof
