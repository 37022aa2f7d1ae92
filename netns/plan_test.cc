#include "netns/plan.hh"

#include "harness/base/read_file.hh"
#include "netns/sample_case.hh"

#include <gmock/gmock.h>

namespace hopproof::netns {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

std::string golden(const std::string& name) {
  return read_file(HOPPROOF_SOURCE_DIR "/netns/testdata/" + name);
}

IptablesItem iptables(const std::string& name, const std::string& text) {
  IptablesItem item;
  item.name = name;
  item.text = text;
  return item;
}

IpvsItem ipvs(const std::string& text) {
  IpvsItem item;
  item.text = text;
  return item;
}

TEST(Plan, OneArmOnASwitch) {
  Case deployment = sample::one_arm();
  Node& director = deployment.nodes[1];
  director.is_director = true;
  director.ipvs = {ipvs("-A -t 100.222.111.1:8000 -s rr"),
                   ipvs("-a -t 100.222.111.1:8000 -r 1.65.15.143:80 -m")};
  director.iptables = {iptables("log",
                                "-t mangle -A POSTROUTING -m ipvs --vaddr 100.222.111.1 -j LOG "
                                "--log-prefix '[k8svip ipvs]'"),
                       iptables("masquerade", "iptables -t nat -A POSTROUTING -j MASQUERADE")};
  deployment.nodes[2].serves = {{Serve::Protocol::http, 80}};
  EXPECT_EQ(plan(deployment), golden("plan_one_arm.sh"));
}

TEST(Plan, TwoArmsOnPairs) {
  Case deployment = sample::two_arm();
  deployment.name = "two arms\nrm -rf /";
  Node& director = deployment.nodes[1];
  director.sysctls.push_back(sample::sysctl("net.ipv4.conf.back.rp_filter", "1"));
  director.interfaces[1].addresses.push_back(
      {Cidr::parse("2001:db8:2::1/64").value(), "2001:db8:2::1/64", {}});
  PolicyRuleItem rule;
  rule.text = "from 10.2.0.5 lookup 100";
  director.rules = {rule};
  deployment.nodes[2].routes.push_back(
      sample::route("gateway6", "default via 2001:db8:2::1", "::/0", "2001:db8:2::1"));
  deployment.nodes[2].interfaces[0].addresses.push_back(
      {Cidr::parse("2001:db8:2::5/64").value(), "2001:db8:2::5/64", {}});
  EXPECT_EQ(plan(deployment), golden("plan_two_arm.sh"));
}

TEST(Plan, CommandsOnOneNodeNameNoNamespace) {
  Case deployment = sample::two_arm();
  Node& director = deployment.nodes[1];
  director.sysctls.push_back(sample::sysctl("net.ipv4.conf.back.rp_filter", "1"));
  director.ipvs = {ipvs("-A -t 10.1.0.1:80 -s rr")};
  EXPECT_THAT(commands_on(deployment, director),
              AllOf(IsSupersetOf({"sysctl -qw net.ipv4.conf.back.rp_filter=1",
                                  "ip address add 10.1.0.1/24 dev front",
                                  "ipvsadm -A -t 10.1.0.1:80 -s rr"}),
                    Each(Not(AnyOf(HasSubstr("netns"), HasSubstr("ip -n"), IsEmpty())))));
}

}  // namespace
}  // namespace hopproof::netns
