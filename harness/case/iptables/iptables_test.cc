#include "harness/case/iptables/iptables.hh"

#include "harness/case/iptables/iptables_catalogue.hh"
#include "harness/case/iptables/iptables_reading.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Iptables, TheIpvsMatchKeepsItsTerms) {
  const IptablesRule r = rule(
      "-t nat -A POSTROUTING -m ipvs --vaddr 100.222.111.1/32 ! --vport 8000 --vdir ORIGINAL -j "
      "MASQUERADE");
  EXPECT_EQ(r.table, "nat");
  EXPECT_EQ(r.chain, "POSTROUTING");
  EXPECT_EQ(r.target, "MASQUERADE");
  ASSERT_EQ(r.matches.size(), 1U);
  EXPECT_EQ(r.matches[0].name, "ipvs");
  ASSERT_EQ(r.matches[0].options.size(), 3U);
  EXPECT_EQ(r.matches[0].options[0].values, std::vector<std::string>{"100.222.111.1/32"});
  EXPECT_FALSE(r.matches[0].options[0].negated);
  EXPECT_TRUE(r.matches[0].options[1].negated);
  EXPECT_EQ(r.matches[0].options[2].name, "--vdir");
}

TEST(Iptables, AFlagOfAMatchMayBeNegatedAndSoMayWhatFollowsIt) {
  const IptablesRule r =
      rule("-t nat -A POSTROUTING -m ipvs --ipvs ! -s 10.1.0.0/16 -j MASQUERADE");
  EXPECT_FALSE(r.matches[0].options[0].negated);
  EXPECT_TRUE(find(r.options, "-s")->negated);
  EXPECT_TRUE(rule("-A INPUT -m ipvs ! --ipvs -j DROP").matches[0].options[0].negated);
}

TEST(Iptables, AProtocolBringsItsMatch) {
  const IptablesRule r = rule("-A FORWARD -s 10.2.0.5 -p tcp --sport 80 -j ACCEPT");
  ASSERT_EQ(r.matches.size(), 1U);
  EXPECT_EQ(r.matches[0].name, "tcp");
  EXPECT_EQ(find(r.matches[0].options, "--sport")->values[0], "80");
  EXPECT_EQ(rule("-A INPUT -p 17 --destination-port 53").matches[0].options[0].name, "--dport");
  EXPECT_EQ(rule("-A INPUT -p icmp --icmp-type 3/4").matches[0].name, "icmp");
  EXPECT_EQ(rule("-A INPUT -p ipv6-icmp --icmpv6-type 135", Family::v6).matches[0].name, "icmp6");
  EXPECT_EQ(rule("-A INPUT -p tcp -m tcp --syn --dport 80").matches.size(), 1U);
}

TEST(Iptables, MarksAndTargetsKeepTheirValues) {
  const IptablesRule r =
      rule("-t mangle -A PREROUTING -m mark ! --mark 0x1/0xff -j MARK --set-xmark 0x10/0xf0");
  EXPECT_EQ(r.matches[0].options[0].values[0], "0x1/0xff");
  EXPECT_TRUE(r.matches[0].options[0].negated);
  EXPECT_EQ(find(r.options, "--set-xmark")->values[0], "0x10/0xf0");
  EXPECT_EQ(
      find(rule("-A INPUT -j LOG --log-prefix '[k8svip ipvs]'").options, "--log-prefix")->values[0],
      "[k8svip ipvs]");
  EXPECT_EQ(rule("-A INPUT -p tcp --tcp-flags SYN,RST SYN").matches[0].options[0].values.size(),
            2U);
}

TEST(Iptables, LongOptionsMayBeShortenedOrJoinedToTheirValue) {
  EXPECT_EQ(
      find(rule("-t nat -A POSTROUTING -j SNAT --to 10.0.0.1").options, "--to-source")->values[0],
      "10.0.0.1");
  EXPECT_EQ(rule("--append INPUT --proto tcp --dpor=80 --jum DROP").target, "DROP");
  EXPECT_EQ(rule("-A INPUT -m comment --comment x -m iprange --src-range=10.0.0.1-10.0.0.9")
                .matches.size(),
            2U);
}

TEST(Iptables, CommandsHaveTheirOwnWords) {
  EXPECT_EQ(rule("iptables -P FORWARD DROP").target, "DROP");
  EXPECT_EQ(rule("-P FORWARD DROP").verb, IptablesRule::Verb::policy);
  EXPECT_EQ(rule("-I INPUT 3 -j DROP").index, 3);
  EXPECT_EQ(rule("-I INPUT -j DROP").index, 0);
  EXPECT_EQ(rule("-D INPUT 2").verb, IptablesRule::Verb::delete_rule);
  EXPECT_EQ(rule("-D INPUT -j DROP").target, "DROP");
  EXPECT_EQ(rule("-R INPUT 1 -j DROP").verb, IptablesRule::Verb::replace);
  EXPECT_EQ(rule("-t raw -F PREROUTING").chain, "PREROUTING");
  EXPECT_EQ(rule("-F").chain, "");
  EXPECT_EQ(rule("-N KUBE-SERVICES").verb, IptablesRule::Verb::new_chain);
  EXPECT_EQ(rule("-X").verb, IptablesRule::Verb::delete_chain);
  EXPECT_EQ(rule("-Z INPUT 1").index, 1);
  EXPECT_EQ(rule("-A KUBE-SERVICES -g KUBE-MARK").options[0].name, "-g");
  EXPECT_EQ(rule("ip6tables -w 5 -A INPUT -j DROP", Family::v6).words.size(), 7U);
}

TEST(Iptables, SomeRulesNeedConntrack) {
  EXPECT_TRUE(rule("-t nat -A POSTROUTING -j ACCEPT").needs_conntrack());
  EXPECT_TRUE(rule("-A INPUT -m conntrack --ctstate NEW").needs_conntrack());
  EXPECT_TRUE(rule("-A INPUT -m state --state NEW").needs_conntrack());
  EXPECT_TRUE(rule("-t raw -A PREROUTING -j CT --notrack").needs_conntrack());
  EXPECT_TRUE(rule("-t mangle -A PREROUTING -j CONNMARK --save-mark").needs_conntrack());
  EXPECT_FALSE(rule("-t nat -F").needs_conntrack());
  EXPECT_FALSE(rule("-t mangle -A PREROUTING -j MARK --set-mark 1").needs_conntrack());
  EXPECT_FALSE(rule("-A FORWARD -j DROP").needs_conntrack());
}

TEST(Iptables, EveryEntryOfTheCatalogueFindsItself) {
  for (const Family family : {Family::v4, Family::v6}) {
    for (const std::string& name : names_of(all_matches(), family)) {
      EXPECT_EQ(find_match(name, family)->name, name);
    }
    for (const std::string& name : names_of(all_targets(), family)) {
      EXPECT_EQ(find_target(name, family)->name, name);
    }
  }
}

/// Every option that another one is said to need, or to exclude, must be one of the extension.
TEST(Iptables, TheCatalogueNamesOnlyItsOwnOptions) {
  const auto check = [](const ExtensionSpec& spec) {
    std::vector<std::string> own;
    for (const OptionSpec& option : spec.options) own.emplace_back(option.name);
    std::vector<std::string> named =
        spec.needs.empty() ? std::vector<std::string>{} : alternatives(spec.needs);
    if (!spec.port_option.empty()) named.emplace_back(spec.port_option);
    for (const Condition& condition : spec.conditions) named.emplace_back(condition.option);
    for (const std::string& name : named) {
      EXPECT_NE(std::find(own.begin(), own.end(), name), own.end()) << spec.name << " " << name;
    }
  };
  for (const ExtensionSpec& match : all_matches()) check(match);
  for (const ExtensionSpec& target : all_targets()) check(target);
}

TEST(Iptables, TheRestOfALineIsStillReadAfterAnUnknownMatch) {
  const ParsedRule result = parsed(
      "-t nat -A POSTROUTING -m ipvz --vaddr 10.0.0.1 ! --vport 80 -s 10.0.0.0/8 -j MASQUERADE");
  EXPECT_EQ(result.rule.target, "MASQUERADE");
  EXPECT_EQ(result.rule.matches[0].name, "ipvz");
  EXPECT_NE(find(result.rule.options, "-s"), nullptr);
}

/// Lines that iptables 1.8.9 accepts in a namespace of its own.
TEST(Iptables, TheseLinesOfEveryKindAreGood) {
  for (const char* line : {
           "-A INPUT -p tcp --dport 0:",
           "-A INPUT -p tcp ! --dport :80",
           "-A INPUT -p tcp -m multiport --ports 80,90:100,http",
           "-A INPUT -s 10.0.0.1,10.0.0.2 -j DROP",
           "-A INPUT -s 10.0.0.1/255.0.255.0 -j DROP",
           "-A INPUT -s 0/0 -j DROP",
           "-A INPUT -i lan+ -j DROP",
           "-A FORWARD ! -i lan ! -o wan -j ACCEPT",
           "-A INPUT -m mark --mark 1 -m mark ! --mark 2",
           "-A INPUT -m conntrack --ctstate new,dnat --ctdir ORIGINAL",
           "-A INPUT -m conntrack --ctorigdst 10.0.0.1 --ctorigdstport 80",
           "-A INPUT -m limit --limit 3/min --limit-burst 5",
           "-A INPUT -m addrtype --dst-type LOCAL",
           "-A INPUT -m physdev --physdev-in lan",
           "-t mangle -A PREROUTING -m socket --transparent -j DROP",
           "-A INPUT -p tcp -m tcpmss --mss 1000:1400",
           "-A INPUT -m length --length 100:200",
           "-A INPUT -m statistic --mode nth --every 2 --packet 0",
           "-A INPUT -m string --algo bm --string abc",
           "-A INPUT -m pkttype --pkt-type broadcast",
           "-A INPUT -m mac --mac-source 02:00:00:00:00:01",
           "-A OUTPUT -m owner --uid-owner 0",
           "-A INPUT -m u32 --u32 '0&0xFF=5'",
           "-A INPUT -p sctp --dport 80",
           "-A INPUT -m ttl --ttl-eq 1",
           "-t nat -A POSTROUTING -o lan -j MASQUERADE --random-fully",
           "-t nat -A POSTROUTING -p tcp -j SNAT --to-source 10.0.0.1-10.0.0.9:80-90",
           "-t nat -A PREROUTING -p tcp -j DNAT --to-destination :80",
           "-t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 8080",
           "-t nat -A PREROUTING -d 1.2.3.0/24 -j NETMAP --to 5.6.7.0/24",
           "-t nat -A PREROUTING -j MARK --or-mark 0x4000",
           "-t raw -A OUTPUT -j NOTRACK",
           "-t mangle -A POSTROUTING -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1400",
           "-t mangle -A PREROUTING -p tcp -j TPROXY --on-port 80",
           "-t mangle -A POSTROUTING -j TTL --ttl-set 1",
           "-t mangle -A POSTROUTING -p udp -j CHECKSUM --checksum-fill",
           "-A OUTPUT -j CLASSIFY --set-class 1:2",
           "-A INPUT -j NFQUEUE --queue-num 3 --queue-bypass",
           "-A INPUT -j NFLOG --nflog-group 5",
           "-A INPUT -j TRACE",
           "-A INPUT -c 1 2 -j DROP",
           "-A INPUT -w 5 -v -j DROP",
       }) {
    rule(line);
  }
}

}  // namespace
}  // namespace hopproof
