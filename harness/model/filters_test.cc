#include "harness/model/filters.hh"

#include "harness/model/written_rules.hh"

namespace hopproof::model {
namespace {

using Answered = FilterAnswer::Kind;

/// A request as INPUT of its director sees it.
PacketShape request() {
  PacketShape packet = packet_between(6, Endpoint::parse("10.1.0.9:40000").value(),
                                      Endpoint::parse("10.1.0.1:80").value());
  packet.in = "front";
  packet.mark = 0;
  return packet;
}

/// "takes: -A INPUT -j DROP", "passes", "cannot tell: -A INPUT ... (--ctstate NEW)"
std::string said(const WrittenRules& rules, const FilterAnswer& answer) {
  if (answer.kind == Answered::passes) return "passes";
  if (answer.kind == Answered::takes) return "takes: " + rules.text(answer.rule);
  return "cannot tell: " + rules.text(answer.rule) + " (" + answer.term + ")";
}

std::string arriving(const WrittenRules& rules, const PacketShape& packet = request()) {
  return said(rules, filter(rules.set(), {{Hook::prerouting, packet}, {Hook::input, packet}}));
}

TEST(Filter, TheFirstRuleThatFitsDecides) {
  EXPECT_EQ(arriving({"-A INPUT -p udp -j DROP", "-A INPUT -p tcp --dport 80 -j REJECT",
                      "-A INPUT -j ACCEPT"}),
            "takes: -A INPUT -p tcp --dport 80 -j REJECT");
  EXPECT_EQ(arriving({"-A INPUT -p tcp -j ACCEPT", "-A INPUT -j DROP"}), "passes");
  EXPECT_EQ(arriving({"-A INPUT -p tcp --dport 80", "-A INPUT -j LOG"}), "passes");
}

TEST(Filter, APolicyIsForWhatNoRuleTakes) {
  EXPECT_EQ(arriving({"-P INPUT DROP", "-A INPUT -p udp -j ACCEPT"}), "takes: -P INPUT DROP");
  EXPECT_EQ(arriving({"-P INPUT DROP", "-A INPUT -p tcp -j ACCEPT"}), "passes");
  EXPECT_EQ(arriving({"-P FORWARD DROP", "-P OUTPUT DROP"}), "passes");
}

/// ACCEPT ends the chain of one table; those behind it are asked all the same (nf_hook_slow).
TEST(Filter, TablesAreAskedInTheOrderOfTheirPriorities) {
  EXPECT_EQ(
      arriving({"-A INPUT -j DROP", "-t mangle -A INPUT -j DROP", "-t raw -A PREROUTING -j DROP"}),
      "takes: -t raw -A PREROUTING -j DROP");
  EXPECT_EQ(arriving({"-A INPUT -j DROP", "-t mangle -A INPUT -j ACCEPT"}),
            "takes: -A INPUT -j DROP");
  EXPECT_EQ(arriving({"-t security -A INPUT -j DROP", "-A INPUT -j ACCEPT"}),
            "takes: -t security -A INPUT -j DROP");
}

/// IPVS hooks INPUT at 98 and 99: before iptables-nft's security table at 150.
TEST(Filter, WhatIpvsTakesIsSeenByNoTableBehindIt) {
  const WrittenRules rules{"-t security -A INPUT -j DROP"};
  EXPECT_EQ(said(rules, filter(rules.set(), {{Hook::input, request(), true}})), "passes");
}

TEST(Filter, ARealServersReplyHasItsVipInTheSecurityTable) {
  const WrittenRules rules{"-t security -A FORWARD -s 10.1.0.1 -j DROP"};
  PacketShape reply = packet_between(6, Endpoint::parse("10.2.0.5:80").value(),
                                     Endpoint::parse("10.1.0.9:40000").value());
  PacketShape behind = reply;
  behind.source = Endpoint::parse("10.1.0.1:80").value();
  EXPECT_EQ(said(rules, filter(rules.set(), {{Hook::forward, reply}})), "passes");
  EXPECT_EQ(said(rules, filter(rules.set(), {{Hook::forward, reply, false, behind}})),
            "takes: -t security -A FORWARD -s 10.1.0.1 -j DROP");
}

/// ipt_do_table: -j comes back, -g does not; RETURN at the end of a chain is its caller.
TEST(Filter, ChainsOfTheUsersAreFollowed) {
  EXPECT_EQ(arriving({"-N WEB", "-A INPUT -p tcp -j WEB", "-A WEB --source 10.9.0.0/16 -j DROP",
                      "-A WEB -p tcp --dport 80 -j DROP"}),
            "takes: -A WEB -p tcp --dport 80 -j DROP");
  EXPECT_EQ(arriving({"-N WEB", "-A INPUT -j WEB", "-A INPUT -j DROP", "-A WEB -p tcp -j RETURN",
                      "-A WEB -j ACCEPT"}),
            "takes: -A INPUT -j DROP");
  EXPECT_EQ(arriving({"-N WEB", "-A INPUT -g WEB", "-A INPUT -j DROP", "-A WEB -p udp -j DROP"}),
            "passes");
  EXPECT_EQ(arriving({"-N A", "-N B", "-A INPUT -j A", "-A INPUT -j DROP", "-A A -g B",
                      "-A A -j ACCEPT", "-A B -p udp -j ACCEPT"}),
            "takes: -A INPUT -j DROP");
  EXPECT_EQ(arriving({"-P INPUT DROP", "-A INPUT -j RETURN", "-A INPUT -j ACCEPT"}),
            "takes: -P INPUT DROP");
  EXPECT_EQ(arriving({"-N WEB", "-A INPUT -p udp -j WEB", "-A WEB -j DROP"}), "passes");
}

TEST(Filter, AMarkGoesOnToTheNextHook) {
  EXPECT_EQ(arriving({"-t mangle -A PREROUTING -p tcp --dport 80 -j MARK --set-mark 7",
                      "-A INPUT -m mark --mark 7 -j DROP"}),
            "takes: -A INPUT -m mark --mark 7 -j DROP");
  EXPECT_EQ(arriving({"-t mangle -A PREROUTING -j MARK --set-mark 0x17",
                      "-t mangle -A PREROUTING -j MARK --set-xmark 0x1/0xf",
                      "-A INPUT -m mark --mark 0x11 -j DROP"}),
            "takes: -A INPUT -m mark --mark 0x11 -j DROP");
  EXPECT_EQ(arriving({"-t mangle -A PREROUTING -p udp -j MARK --set-mark 7",
                      "-A INPUT -m mark --mark 7 -j DROP"}),
            "passes");
  EXPECT_EQ(arriving({"-t mangle -A PREROUTING -j CONNMARK --restore-mark",
                      "-A INPUT -m mark --mark 7 -j DROP"}),
            "cannot tell: -A INPUT -m mark --mark 7 -j DROP (--mark 7)");
  const WrittenRules marking{"-t mangle -A PREROUTING -j MARK --set-mark 7"};
  EXPECT_EQ(filter(marking.set(), {{Hook::prerouting, request()}}).mark, 7u);
}

/// What is not known leads to one answer only where both cases do.
TEST(Filter, SaysWhatItCannotTell) {
  EXPECT_EQ(arriving({"-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT", "-P INPUT DROP"}),
            "cannot tell: -P INPUT DROP (--ctstate ESTABLISHED)");
  EXPECT_EQ(arriving({"-A INPUT -m conntrack --ctstate INVALID -j DROP", "-P INPUT DROP"}),
            "takes: -P INPUT DROP");
  EXPECT_EQ(arriving({"-A INPUT -m limit --limit 3/second -j ACCEPT"}), "passes");
  EXPECT_EQ(arriving({"-N WEB", "-A INPUT -m limit --limit 3/second -j WEB", "-A WEB -j DROP"}),
            "cannot tell: -A WEB -j DROP (--limit 3/second)");
  EXPECT_EQ(arriving({"-N WEB", "-A INPUT -j WEB", "-A WEB -m limit --limit 3/second -j RETURN",
                      "-A WEB -j DROP"}),
            "cannot tell: -A WEB -j DROP (--limit 3/second)");
  EXPECT_EQ(arriving({"-A INPUT -j NFQUEUE --queue-num 1"}),
            "cannot tell: -A INPUT -j NFQUEUE --queue-num 1 (-j NFQUEUE)");
  PacketShape known = request();
  known.state = "ESTABLISHED";
  EXPECT_EQ(
      arriving({"-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT", "-P INPUT DROP"}, known),
      "passes");
}

TEST(Filter, NotrackMakesAPacketUntracked) {
  EXPECT_EQ(said({}, {}), "passes");
  const WrittenRules rules{"-t raw -A PREROUTING -p tcp -j NOTRACK",
                           "-t mangle -A PREROUTING -m conntrack --ctstate UNTRACKED -j DROP"};
  EXPECT_EQ(said(rules, filter(rules.set(), {{Hook::prerouting, request()}})),
            "takes: -t mangle -A PREROUTING -m conntrack --ctstate UNTRACKED -j DROP");
  EXPECT_EQ(rules.text(untracking_rule(rules.set(), request())),
            "-t raw -A PREROUTING -p tcp -j NOTRACK");
}

/// A counter that did not move: the rule took nobody.
TEST(Filter, ARuleThatTookNothingIsPassedBy) {
  WrittenRules rules{};
  rules.add("-A INPUT -m conntrack --ctstate INVALID -j DROP", true);
  rules.add("-A INPUT -m limit --limit 3/second -j DROP", false);
  rules.add("-P INPUT DROP", true);
  EXPECT_EQ(arriving(rules),
            "cannot tell: -A INPUT -m limit --limit 3/second -j DROP (--limit 3/second)");
}

}  // namespace
}  // namespace hopproof::model
