#include "harness/case/load.hh"
#include "harness/case/text/source_text.hh"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof {
namespace {

/// The case around one node, whose sections stand in `text` with their indentation.
LoadedCase with_node(const std::string& text) {
  return parse_case(
      "case: 1\nname: a test\nnetworks: {lan: {}, back: {subnet: 10.2.0.0/24}}\nnodes:\n"
      "  client: {interfaces: {lan: 10.1.0.9/24}}\n  lb:\n" +
          text + "steps:\n  - wait: 1s\n",
      "a.yaml");
}

std::string said(const LoadedCase& loaded) {
  return render(loaded.diagnostics, "a.yaml", loaded.source);
}

/// What stands at the place of an item.
std::string written(const LoadedCase& loaded, const Place& place) {
  const SourceText source(loaded.source);
  return std::string(
      source.line(place.line).substr(size_t(place.column) - 1, size_t(place.length)));
}

const std::string interfaces =
    "    interfaces: |\n"
    "      2: eth0: <UP> mtu 1500\n"
    "          inet 10.1.0.1/24 scope global eth0\n"
    "          inet6 fe80::1/64 scope link\n"
    "      3: eth1: <UP> mtu 1500\n"
    "          inet 10.2.0.1/24 scope global eth1\n"
    "      4: vips: <UP> mtu 1500\n"
    "          inet 10.9.0.1/32 scope global vips\n"
    "      5: eth2: <UP> mtu 1500\n";

TEST(PastedInterfaces, AreOnTheNetworkWithTheirSubnet) {
  const LoadedCase loaded = with_node(interfaces);
  ASSERT_TRUE(loaded.parsed) << said(loaded);
  std::vector<std::string> found;
  for (const Interface& one : loaded.parsed->find_node("lb")->interfaces)
    found.push_back(fmt::format("{} on {}: {}", one.name, one.network, one.addresses[0].text));
  EXPECT_EQ(found,
            (std::vector<std::string>{"eth0 on lan: 10.1.0.1/24", "eth1 on back: 10.2.0.1/24",
                                      "vips on : 10.9.0.1/32"}));
  const Node& node = *loaded.parsed->find_node("lb");
  EXPECT_EQ(written(loaded, node.interfaces[1].addresses[0].place),
            "inet 10.2.0.1/24 scope global eth1");
  EXPECT_EQ(said(loaded), "");
}

TEST(PastedLines, AreItemsAtTheirPlaces) {
  const LoadedCase loaded =
      with_node(interfaces +
                "    ipvs: |\n"
                "      TCP  10.1.0.1:80 rr\n"
                "        -> 10.2.0.5:80 Masq 1 0 0\n"
                "      -a -t 10.1.0.1:80 -r 10.2.0.6:80 -m\n"
                "    iptables: |\n"
                "      Chain INPUT (policy DROP 0 packets, 0 bytes)\n"
                "       pkts bytes target prot opt in out source destination\n"
                "      5 300 ACCEPT all -- lo * 0.0.0.0/0 0.0.0.0/0\n"
                "      Chain FORWARD (policy ACCEPT 0 packets, 0 bytes)\n"
                "      Chain OUTPUT (policy ACCEPT 0 packets, 0 bytes)\n");
  ASSERT_TRUE(loaded.parsed) << said(loaded);
  const Node& node = *loaded.parsed->find_node("lb");
  ASSERT_EQ(node.ipvs.size(), 3);
  EXPECT_EQ(node.ipvs[1].text, "-a -t 10.1.0.1:80 -r 10.2.0.5:80 -m -w 1");
  EXPECT_EQ(written(loaded, node.ipvs[1].place), "-> 10.2.0.5:80 Masq 1 0 0");
  EXPECT_EQ(written(loaded, node.ipvs[2].place), node.ipvs[2].text);
  ASSERT_EQ(node.iptables.size(), 2);
  EXPECT_EQ(node.iptables[0].text, "-t filter -P INPUT DROP");
  EXPECT_EQ(node.iptables[1].text, "-t filter -A INPUT -i lo -j ACCEPT");
  EXPECT_EQ(said(loaded), "");
}

TEST(PastedRoutes, ComeWithAddressesOrStay) {
  const LoadedCase loaded =
      with_node(interfaces +
                "    routes: |\n"
                "      default via 10.1.0.254 dev eth0 proto dhcp metric 100\n"
                "      10.1.0.0/24 dev eth0 proto kernel scope link src 10.1.0.1\n"
                "      10.3.0.0/24 dev eth1 proto kernel scope link\n"
                "      172.17.0.0/16 dev docker0 proto kernel scope link\n"
                "    rules: |\n"
                "      0:\tfrom all lookup local\n"
                "      100:\tfrom 10.2.0.0/24 lookup 7\n");
  ASSERT_TRUE(loaded.parsed) << said(loaded);
  const Node& node = *loaded.parsed->find_node("lb");
  ASSERT_EQ(node.routes.size(), 2);
  EXPECT_EQ(node.routes[0].text, "default via 10.1.0.254 dev eth0 metric 100");
  EXPECT_EQ(node.routes[1].text, "10.3.0.0/24 dev eth1 scope link");
  ASSERT_EQ(node.rules.size(), 1);
  EXPECT_EQ(node.rules[0].text, "from 10.2.0.0/24 lookup 7 priority 100");
}

TEST(PastedSysctls, AreThoseOfTheNodeAndTheRestIsCounted) {
  const LoadedCase loaded = with_node(interfaces +
                                      "    sysctls: |\n"
                                      "      kernel.pid_max = 5\n"
                                      "      net.ipv4.conf.docker0.rp_filter = 1\n"
                                      "      net.ipv4.conf.eth0.rp_filter = 2\n"
                                      "      net.ipv4.ip_forward = 1\n");
  ASSERT_TRUE(loaded.parsed) << said(loaded);
  const Node& node = *loaded.parsed->find_node("lb");
  ASSERT_EQ(node.sysctls.size(), 2);
  EXPECT_EQ(node.sysctls[0].name, "net.ipv4.ip_forward");
  EXPECT_EQ(node.sysctls[1].text, "2");
  ASSERT_EQ(loaded.diagnostics.size(), 1);
  EXPECT_TRUE(loaded.diagnostics[0].message.starts_with("2 lines of this text"));
}

}  // namespace
}  // namespace hopproof
