#include "harness/model/sysctls.hh"

#include "harness/model/test_case.hh"

#include <gtest/gtest.h>

namespace hopproof::model {
namespace {

Sysctls sysctls(const std::string& lines) {
  return Sysctls(node_of("    interfaces: {a: 10.0.0.1/24}\n    sysctls: {" + lines + "}\n"));
}

TEST(Sysctls, AreTheKernelsUnlessTheCaseSetsThem) {
  EXPECT_EQ(sysctls("").value("net.ipv4.ip_local_port_range"), "32768 60999");
  EXPECT_EQ(sysctls("").value("net.ipv4.conf.all.send_redirects"), "1");
  EXPECT_EQ(sysctls("").value("net.ipv4.vs.conntrack"), "0");
  EXPECT_EQ(sysctls("").value("net.ipv4.nonsense"), "");
  EXPECT_EQ(sysctls("net.ipv4.vs.conntrack: 1").value("net/ipv4/vs/conntrack"), "1");
  EXPECT_TRUE(sysctls("net.ipv4.vs.conntrack: 1").tracks_ipvs());
}

TEST(Sysctls, AnInterfaceComesUpWithTheDefault) {
  const Sysctls some = sysctls("net.ipv4.conf.default.rp_filter: 2, net.ipv4.conf.lo.rp_filter: 1");
  EXPECT_EQ(some.value("net.ipv4.conf.a.rp_filter"), "2");
  EXPECT_EQ(some.value("net.ipv4.conf.lo.rp_filter"), "1");
}

TEST(Sysctls, TheLargerOfAllAndTheInterface) {
  EXPECT_EQ(
      sysctls("net.ipv4.conf.all.rp_filter: 2, net.ipv4.conf.a.rp_filter: 1").at("a", "rp_filter"),
      2);
  EXPECT_EQ(sysctls("net.ipv4.conf.all.arp_ignore: 0, net.ipv4.conf.a.arp_ignore: 8")
                .at("a", "arp_ignore"),
            8);
}

TEST(Sysctls, OneOfThemIsEnoughForRedirects) {
  EXPECT_EQ(sysctls("net.ipv4.conf.all.send_redirects: 0").at("a", "send_redirects"), 1);
  EXPECT_EQ(sysctls("net.ipv4.conf.all.send_redirects: 0, net.ipv4.conf.a.send_redirects: 0")
                .at("a", "send_redirects"),
            0);
}

TEST(Sysctls, IpForwardIsForAllInterfacesToCome) {
  const Sysctls forwarding = sysctls("net.ipv4.ip_forward: 1");
  EXPECT_TRUE(forwarding.forwards(Family::v4, "a"));
  EXPECT_EQ(forwarding.value("net.ipv4.conf.all.forwarding"), "1");
  EXPECT_EQ(forwarding.value("net.ipv4.conf.all.accept_redirects"), "0") << "inet_forward_change";
  EXPECT_FALSE(forwarding.forwards(Family::v6, "a"));
  const Sysctls not_there = sysctls("net.ipv4.conf.a.forwarding: 0, net.ipv4.ip_forward: 1");
  EXPECT_FALSE(not_there.forwards(Family::v4, "a"));
  EXPECT_EQ(not_there.forwarding_name(Family::v4, "a"), "net.ipv4.conf.a.forwarding");
}

TEST(Sysctls, AHostTakesRedirectsWhenOneSaysSoARouterWhenBothDo) {
  EXPECT_TRUE(sysctls("net.ipv4.conf.all.accept_redirects: 0").accepts_redirects("a"));
  EXPECT_FALSE(sysctls("net.ipv4.ip_forward: 1").accepts_redirects("a"));
}

}  // namespace
}  // namespace hopproof::model
