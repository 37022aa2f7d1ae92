#include "harness/case/prints/iptables_prints.hh"

#include "harness/case/iptables/iptables_catalogue.hh"
#include "harness/case/prints/printed_texts.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

constexpr std::string_view nat =
    "Chain PREROUTING (policy ACCEPT 10 packets, 600 bytes)\n"
    " pkts bytes target     prot opt in     out     source               destination         \n"
    "   12K  720K DNAT       tcp  --  eth0   *       0.0.0.0/0            10.0.0.1             tcp "
    "dpt:80 to:10.1.0.5:8080\n"
    "    0     0 KUBE-SERVICES  all  --  *      *       0.0.0.0/0            0.0.0.0/0            /* "
    "kubernetes service portals */\n"
    "\n"
    "Chain POSTROUTING (policy DROP 0 packets, 0 bytes)\n"
    " pkts bytes target     prot opt in     out     source               destination         \n"
    "    3   180 MASQUERADE  0    --  *      !lan    10.1.0.0/24         !10.0.0.0/8           vaddr "
    "10.1.0.100 vport 80\n"
    "\n"
    "Chain KUBE-SERVICES (1 references)\n"
    " pkts bytes target     prot opt in     out     source               destination         \n"
    "    0     0            6    --  *      *       0.0.0.0/0            0.0.0.0/0           \n";

TEST(IptablesListing, BecomesLinesOfIptables) {
  const Printed printed = read_iptables_listing(nat, Family::v4);
  EXPECT_EQ(texts_of(printed.items),
            (std::vector<std::string>{
                "-t nat -P POSTROUTING DROP", "-t nat -N KUBE-SERVICES",
                "-t nat -A PREROUTING -d 10.0.0.1 -i eth0 -p tcp -m tcp --dport 80 -j DNAT "
                "--to-destination 10.1.0.5:8080",
                "-t nat -A PREROUTING -m comment --comment \"kubernetes service portals\" -j "
                "KUBE-SERVICES",
                "-t nat -A POSTROUTING -s 10.1.0.0/24 ! -d 10.0.0.0/8 ! -o lan -m ipvs --vaddr "
                "10.1.0.100 --vport 80 -j MASQUERADE",
                "-t nat -A KUBE-SERVICES -p tcp"}));
  EXPECT_TRUE(printed.unread.empty());
  EXPECT_EQ(printed.items[2].packets, 12000);
  EXPECT_EQ(printed.items[2].place.line, 3);
  ASSERT_EQ(printed.assumed.size(), 1);  // the table
}

TEST(IptablesListing, OtherColumnsAreReadByTheirHeader) {
  const Printed numbered = read_iptables_listing(
      "Chain INPUT (policy ACCEPT)\n"
      "num  target     prot opt source               destination\n"
      "1    ACCEPT     tcp  --  0.0.0.0/0            0.0.0.0/0            tcp dpt:80\n",
      Family::v4);
  EXPECT_EQ(texts_of(numbered.items),
            std::vector<std::string>{"-t filter -A INPUT -p tcp -m tcp --dport 80 -j ACCEPT"});
  EXPECT_EQ(numbered.assumed.size(), 2);  // no interfaces, the table
  const Printed old_v6 = read_iptables_listing(
      "Chain INPUT (policy ACCEPT 0 packets, 0 bytes)\n"
      " pkts bytes target     prot opt in     out     source               destination\n"
      "    0     0 REJECT     tcp      eth0   *       2001:db8::/64        ::/0                 tcp "
      "dpt:80 reject-with icmp6-port-unreachable\n",
      Family::v6);
  EXPECT_EQ(texts_of(old_v6.items),
            std::vector<std::string>{
                "-t filter -A INPUT -s 2001:db8::/64 -i eth0 -p tcp -m tcp --dport 80 -j REJECT "
                "--reject-with icmp6-port-unreachable"});
}

std::string first_item(std::string_view text, std::string_view table = "") {
  const Printed printed = read_iptables_listing(text, Family::v4, table);
  return printed.items.empty() ? "" : printed.items.front().text;
}

TEST(IptablesListing, TheTableIsThatOfTheCommandElseOfChainsAndTargets) {
  constexpr std::string_view rule =
      "pkts bytes target prot opt in out source destination\n"
      "0 0 ACCEPT all -- * * 0.0.0.0/0 0.0.0.0/0\n";
  const auto chain = [&](std::string_view name) {
    return "Chain " + std::string(name) + " (policy ACCEPT 0 packets, 0 bytes)\n" +
           std::string(rule);
  };
  EXPECT_EQ(first_item(chain("INPUT")), "-t filter -A INPUT -j ACCEPT");
  EXPECT_EQ(first_item(chain("PREROUTING")), "-t nat -A PREROUTING -j ACCEPT");
  EXPECT_EQ(first_item(chain("PREROUTING") + chain("OUTPUT")), "-t raw -A PREROUTING -j ACCEPT");
  EXPECT_EQ(first_item(chain("PREROUTING") + chain("FORWARD")),
            "-t mangle -A PREROUTING -j ACCEPT");
  EXPECT_EQ(first_item("# iptables -t mangle -nvL\n" + chain("PREROUTING")),
            "-t mangle -A PREROUTING -j ACCEPT");
  EXPECT_EQ(first_item(chain("PREROUTING"), "raw"), "-t raw -A PREROUTING -j ACCEPT");
  EXPECT_EQ(first_item("Chain POSTROUTING (policy ACCEPT)\n"
                       "target prot opt source destination\n"
                       "CLASSIFY all -- 0.0.0.0/0 0.0.0.0/0 CLASSIFY set 1:2\n"
                       "TTL all -- 0.0.0.0/0 0.0.0.0/0 TTL set to 64\n"),
            "-t mangle -A POSTROUTING -j CLASSIFY --set-class 1:2");
  const Printed two = read_iptables_listing(chain("INPUT") + chain("INPUT"), Family::v4);
  EXPECT_EQ(two.items.size(), 2);
  EXPECT_EQ(two.assumed.size(), 2);
  const Printed whole =
      read_iptables_listing(chain("INPUT") + chain("FORWARD") + chain("OUTPUT"), Family::v4);
  EXPECT_EQ(whole.assumed.size(), 0);
}

TEST(IptablesListing, WhatIsCutOrNamedOrUnknownIsSaidWithItsLine) {
  const Printed printed = read_iptables_listing(
      "   0     0 ACCEPT     all  --  *      *       0.0.0.0/0            0.0.0.0/0\n"
      "Chain INPUT (policy ACCEPT 0 packets, 0 bytes)\n"
      " pkts bytes target     prot opt in     out     source               destination\n"
      "    0     0 ACCEPT     all  --  any    any     anywhere             anywhere\n"
      "    0     0 ACCEPT     tcp  --  *      *       0.0.0.0/0\n"
      "    0     0 ACCEPT     tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            recent: "
      "SET name: X\n"
      "Chain broken\n",
      Family::v4);
  EXPECT_TRUE(printed.items.empty());
  std::vector<int> lines;
  for (const PrintRemark& remark : printed.unread) lines.push_back(remark.place.line);
  EXPECT_EQ(lines, (std::vector<int>{1, 7, 4, 5, 6}));
  EXPECT_EQ(printed.unread[4].message,
            "'recent: SET name: X' is not understood; `iptables-save` says it in full");
}

struct Phrase {
  std::string_view text, options;
};

TEST(PrintedMatches, MeanTheOptionsOfTheirExtensions) {
  for (const Phrase& one : std::initializer_list<Phrase>{
           {"tcp spts:!1024:65535 dpts:80:90", "-m tcp ! --sport 1024:65535 --dport 80:90"},
           {"tcp flags:0x17/0x02", "-m tcp --tcp-flags FIN,SYN,RST,ACK SYN"},
           {"tcp flags:!0x3F/0x00 tcp option=!5",
            "-m tcp ! --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -m tcp ! --tcp-option 5"},
           {"icmptype 3 code 4", "-m icmp --icmp-type 3/4"},
           {"icmp !type 0", "-m icmp ! --icmp-type 0"},
           {"! ipvs", "-m ipvs ! --ipvs"},
           {"vproto 6 ! vaddr 10.1.0.0/24 vport 80 vdir ORIGINAL vmethod MASQ",
            "-m ipvs --vproto 6 ! --vaddr 10.1.0.0/24 --vport 80 --vdir ORIGINAL --vmethod MASQ"},
           {"mark match ! 0x4000/0x4000", "-m mark ! --mark 0x4000/0x4000"},
           {"ctstate NEW ctstate RELATED",
            "-m conntrack --ctstate NEW -m conntrack --ctstate RELATED"},
           {"multiport ports  !80,443", "-m multiport ! --ports 80,443"},
           {"/* tcp dpt:80 */ udp dpt:53", "-m comment --comment \"tcp dpt:80\" -m udp --dport 53"},
           {"ADDRTYPE match src-type !LOCAL limit-in",
            "-m addrtype ! --src-type LOCAL --limit-iface-in"},
           {"statistic mode nth every 3", "-m statistic --mode nth --every 3 --packet 0"},
           {"STRING match  \"a \" b\" ALGO name bm FROM 5 TO 60",
            "-m string --string \"a \\\" b\" --algo bm --from 5 --to 60"},
           {"! match-set two dst,dst return-nomatch",
            "-m set ! --match-set two dst,dst --return-nomatch"},
           {"PHYSDEV match ! --physdev-in eth0 --physdev-is-bridged",
            "-m physdev ! --physdev-in eth0 --physdev-is-bridged"},
           {"PKTTYPE != unicast", "-m pkttype ! --pkt-type unicast"},
           {"rpfilter invert", "-m rpfilter --invert"}}) {
    const PrintedMatches found = read_printed_matches(one.text, "ACCEPT");
    EXPECT_EQ(found.matches, one.options) << one.text;
    EXPECT_EQ(found.unknown, "") << one.text;
  }
}

TEST(PrintedMatches, TheTargetHasWordsOfItsOwn) {
  struct Case {
    std::string_view target, text, options;
  };
  for (const Case& one : std::initializer_list<Case>{
           {"DNAT", "to:10.1.0.5-10.1.0.9:80-90 random persistent",
            "--to-destination 10.1.0.5-10.1.0.9:80-90 --random --persistent"},
           {"MASQUERADE", "masq ports: 1024-2048 random-fully",
            "--to-ports 1024-2048 --random-fully"},
           {"LOG", "LOG flags 47 level 3 prefix \"IN \"drop: \"",
            "--log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode "
            "--log-level 3 --log-prefix \"IN \\\"drop: \""},
           {"LOG", "LOG flags 0 level 4 prefix `IN drop: '", "--log-prefix \"IN drop: \""},
           {"CONNMARK", "CONNMARK save nfmask 0xff ctmask ~0xf0",
            "--save-mark --nfmask 0xff --ctmask 0xf0"},
           {"TPROXY", "TPROXY redirect 0.0.0.0:50080 mark 0x1/0x1",
            "--on-port 50080 --on-ip 0.0.0.0 --tproxy-mark 0x1/0x1"}}) {
    const PrintedMatches found = read_printed_matches(one.text, one.target);
    EXPECT_EQ(found.target, one.options) << one.text;
    EXPECT_EQ(found.unknown, "") << one.text;
  }
  EXPECT_EQ(read_printed_matches("to:10.0.0.1", "ACCEPT").unknown, "to:10.0.0.1");
  EXPECT_EQ(read_printed_matches("LOG flags 0 level 4 prefix \"x\"", "LOG").target,
            "--log-prefix x");
  EXPECT_TRUE(read_printed_matches("[goto] ", "CUSTOM").is_goto);
}

TEST(IptablesPhrases, AreOptionsThatThisProgramKnows) {
  for (const IptablesPhrase& phrase : match_phrases()) {
    if (phrase.owner.empty()) continue;
    EXPECT_TRUE(find_match(phrase.owner, Family::v4) || find_match(phrase.owner, Family::v6))
        << phrase.pattern;
  }
}

}  // namespace
}  // namespace hopproof
