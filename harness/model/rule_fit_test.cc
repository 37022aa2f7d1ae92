#include "harness/model/rule_fit.hh"

#include <gtest/gtest.h>

namespace hopproof::model {
namespace {

using Fit = RuleFit::Fit;

IptablesRule rule(std::string_view line) {
  return std::get<ParsedRule>(parse_iptables(line, Family::v4)).rule;
}

/// The request of a client behind the director, on its way to the real server.
PacketShape forwarded() {
  PacketShape packet;
  packet.source = Endpoint::parse("10.1.0.10:40000").value();
  packet.destination = Endpoint::parse("10.1.3.80:80").value();
  packet.out = "nodes";
  packet.by_ipvs = true;
  packet.virtual_service = Endpoint::parse("10.1.0.2:30080");
  return packet;
}

RuleFit fit(std::string_view line) { return fit(rule(line), forwarded()); }

TEST(RuleFit, NamesTheTermThatExcludesThePacket) {
  const RuleFit found = fit("-t nat -A POSTROUTING -m ipvs --ipvs ! -s 10.1.0.0/16 -j MASQUERADE");
  EXPECT_EQ(found.fit, Fit::excluded);
  EXPECT_EQ(found.term, "! -s 10.1.0.0/16");
  EXPECT_EQ(fit("-t nat -A POSTROUTING -o eth1 -j MASQUERADE").term, "-o eth1");
  EXPECT_EQ(fit("-t nat -A POSTROUTING -m ipvs --vport 80 -j MASQUERADE").term, "--vport 80");
  EXPECT_EQ(fit("-A FORWARD -p udp -j DROP").term, "-p udp");
  EXPECT_EQ(fit("-A FORWARD -p tcp --dport 1024:65535 -j DROP").term, "--dport 1024:65535");
}

TEST(RuleFit, TakesWhatAllTermsTake) {
  for (const char* line :
       {"-t nat -A POSTROUTING -m ipvs --vaddr 10.1.0.2 --vport 30080 -j MASQUERADE",
        "-t nat -A POSTROUTING -s 10.1.0.10/32 -o nodes -j SNAT --to-source 10.1.0.2",
        "-t nat -A POSTROUTING -o no+ -p tcp -j MASQUERADE --to-ports 20000-29999",
        "-A FORWARD -p tcp -m multiport --dports 443,80 -j DROP",
        "-A FORWARD -s 10.1.0.0/255.255.0.0 ! -d 10.2.0.0/16 -j DROP", "-A FORWARD -j DROP"}) {
    EXPECT_EQ(fit(line).fit, Fit::fits) << line;
  }
}

TEST(RuleFit, SaysWhatItDoesNotKnow) {
  EXPECT_EQ(fit("-A FORWARD -m conntrack --ctstate INVALID -j DROP").fit, Fit::unknown);
  EXPECT_EQ(fit("-A FORWARD -m mark --mark 1 -j DROP").term, "--mark 1");
  EXPECT_EQ(fit("-A FORWARD -m mark --mark 1 -s 10.9.0.0/16 -j DROP").term, "-s 10.9.0.0/16");
  PacketShape invalid = forwarded();
  invalid.state = "INVALID";
  EXPECT_EQ(fit(rule("-A FORWARD -m state --state INVALID -j DROP"), invalid).fit, Fit::fits);
  EXPECT_EQ(fit(rule("-A FORWARD -m state --state NEW -j DROP"), invalid).fit, Fit::excluded);
}

TEST(RuleFit, AProtocolThatIsNotKnownDecides) {
  PacketShape some = forwarded();
  some.protocol = 0;
  EXPECT_EQ(fit(rule("-A FORWARD -p sctp -j DROP"), some).term, "-p sctp");
  EXPECT_EQ(fit(rule("-A FORWARD -p sctp -j DROP"), some).fit, Fit::unknown);
  EXPECT_EQ(fit(rule("-A FORWARD -p all -j DROP"), some).fit, Fit::fits);
  some.protocol = 132;
  EXPECT_EQ(fit(rule("-A FORWARD -p sctp -j DROP"), some).fit, Fit::fits);
  EXPECT_EQ(fit(rule("-A FORWARD -p 6 -j DROP"), some).fit, Fit::excluded);
}

TEST(RuleFit, APacketWithoutIpvsIsNoneOfIpvs) {
  PacketShape plain = forwarded();
  plain.by_ipvs = false;
  EXPECT_EQ(fit(rule("-t nat -A POSTROUTING -m ipvs --ipvs -j MASQUERADE"), plain).fit,
            Fit::excluded);
  EXPECT_EQ(fit(rule("-t nat -A POSTROUTING -m ipvs ! --ipvs -j MASQUERADE"), plain).fit,
            Fit::fits);
}

/// ipvs_mt (net/netfilter/xt_ipvs.c): with any term beside --ipvs, what has no IPVS entry, or is
/// found the wrong way round as a reply is, does not match, negated or not.
TEST(RuleFit, TermsOfIpvsAreForRequestsAlone) {
  PacketShape plain = forwarded();
  plain.by_ipvs = false;
  PacketShape reply = forwarded();
  reply.is_reply = true;
  for (const char* terms : {"--vaddr 10.9.9.9", "! --vaddr 10.9.9.9", "--vmethod MASQ"}) {
    const IptablesRule some =
        rule("-t nat -A POSTROUTING -m ipvs " + std::string(terms) + " -j MASQUERADE");
    EXPECT_EQ(fit(some, plain).fit, Fit::excluded) << terms;
    EXPECT_EQ(fit(some, reply).fit, Fit::excluded) << terms;
  }
  EXPECT_EQ(fit(rule("-t mangle -A POSTROUTING -m ipvs --ipvs -j DROP"), reply).fit, Fit::fits);
  EXPECT_EQ(fit("-t nat -A POSTROUTING -m ipvs ! --vaddr 10.9.9.9 -j MASQUERADE").fit, Fit::fits);
}

TEST(RuleFit, KnowsTheMethodAndTheDirectionWhereTheCallerDoes) {
  PacketShape request = forwarded();
  const IptablesRule masq = rule("-t nat -A POSTROUTING -m ipvs --vmethod MASQ -j MASQUERADE");
  const IptablesRule original = rule("-t nat -A POSTROUTING -m ipvs --vdir ORIGINAL -j MASQUERADE");
  EXPECT_EQ(fit(masq, request).fit, Fit::unknown);
  EXPECT_EQ(fit(original, request).fit, Fit::unknown);
  request.method = Forwarding::masquerade;
  request.state = "NEW";
  EXPECT_EQ(fit(masq, request).fit, Fit::fits);
  EXPECT_EQ(fit(original, request).fit, Fit::fits);
  request.method = Forwarding::direct;
  request.state = "UNTRACKED";
  EXPECT_EQ(fit(masq, request).fit, Fit::excluded);
  EXPECT_EQ(fit(original, request).fit, Fit::excluded);
}

TEST(RuleFit, MarksAreMaskedAsTheKernelDoes) {
  PacketShape marked = forwarded();
  marked.mark = 0x12;
  EXPECT_EQ(fit(rule("-A FORWARD -m mark --mark 0x12 -j DROP"), marked).fit, Fit::fits);
  EXPECT_EQ(fit(rule("-A FORWARD -m mark --mark 2/0xf -j DROP"), marked).fit, Fit::fits);
  EXPECT_EQ(fit(rule("-A FORWARD -m mark --mark 0x12/0xf -j DROP"), marked).fit, Fit::excluded);
  EXPECT_EQ(fit(rule("-A FORWARD -m mark ! --mark 1 -j DROP"), marked).fit, Fit::fits);
}

TEST(RuleFit, APortThatIsNotKnownDecides) {
  PacketShape packet = forwarded();
  packet.source.port = 0;
  EXPECT_EQ(fit(rule("-A FORWARD -p tcp --sport 40000 -j DROP"), packet).term, "--sport 40000");
  EXPECT_EQ(fit(rule("-A FORWARD -p tcp --sport 40000 -j DROP"), packet).fit, Fit::unknown);
}

}  // namespace
}  // namespace hopproof::model
