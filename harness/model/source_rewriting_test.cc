#include "harness/model/source_rewriting.hh"

#include "harness/model/routes.hh"
#include "harness/model/test_case.hh"
#include "harness/model/written_rules.hh"

namespace hopproof::model {
namespace {

using Rewriting = SourceRewriting::Kind;

/// A request behind IPVS, on its way out of "back".
PacketShape behind_ipvs() {
  PacketShape packet = packet_between(6, Endpoint::parse("10.1.0.9:40000").value(),
                                      Endpoint::parse("10.2.0.5:8080").value());
  packet.out = "back";
  packet.by_ipvs = true;
  packet.virtual_service = Endpoint::parse("10.1.0.1:80");
  packet.method = Forwarding::masquerade;
  packet.state = "NEW";
  return packet;
}

constexpr std::string_view masquerade_rule =
    "-t nat -A POSTROUTING -m ipvs --vaddr 10.1.0.1 --vport 80 -j MASQUERADE";

TEST(SourceRewriting, NeedsATrackedConnection) {
  const WrittenRules rules{masquerade_rule};
  EXPECT_EQ(source_rewriting(rules.set(), behind_ipvs(), true).kind, Rewriting::rewritten);
  EXPECT_EQ(source_rewriting(rules.set(), behind_ipvs(), false).kind, Rewriting::untracked);
}

/// nat rewrites sources in POSTROUTING (and, of packets to the node itself, in INPUT).
TEST(SourceRewriting, IsAskedOfPostroutingAndItsChains) {
  const WrittenRules elsewhere{"-t nat -A INPUT -j SNAT --to-source 10.2.0.1"};
  EXPECT_EQ(source_rewriting(elsewhere.set(), behind_ipvs(), true).kind, Rewriting::none);
  const WrittenRules chained{"-t nat -N LVS", "-t nat -A POSTROUTING -m ipvs --ipvs -j LVS",
                             "-t nat -A LVS -j MASQUERADE"};
  EXPECT_EQ(chained.text(source_rewriting(chained.set(), behind_ipvs(), true).rule),
            "-t nat -A LVS -j MASQUERADE");
  EXPECT_EQ(source_rules(chained.set()).size(), 1u);
  const WrittenRules spared{"-t nat -A POSTROUTING -s 10.1.0.0/16 -j ACCEPT",
                            "-t nat -A POSTROUTING -j MASQUERADE"};
  EXPECT_EQ(source_rewriting(spared.set(), behind_ipvs(), true).kind, Rewriting::none);
}

TEST(SourceRewriting, NamesTheTermThatLeavesThePacketOut) {
  const WrittenRules rules{"-t nat -A POSTROUTING -o front -j MASQUERADE",
                           "-t nat -A POSTROUTING -m ipvs --vport 81 -j MASQUERADE"};
  const auto found = source_rewriting(rules.set(), behind_ipvs(), true);
  EXPECT_EQ(found.kind, Rewriting::excluded);
  EXPECT_EQ(found.term, "--vport 81");
  const WrittenRules plain{"-t nat -A POSTROUTING -o front -j MASQUERADE"};
  EXPECT_EQ(source_rewriting(plain.set(), behind_ipvs(), true).kind, Rewriting::none)
      << "a rule for other traffic";
}

TEST(SourceRewriting, SaysWhatDecides) {
  const WrittenRules rules{"-t nat -A POSTROUTING -m mark --mark 1 -j MASQUERADE"};
  const auto found = source_rewriting(rules.set(), behind_ipvs(), true);
  EXPECT_EQ(found.kind, Rewriting::unknown);
  EXPECT_EQ(found.term, "--mark 1");
  EXPECT_TRUE(found.may_happen());
}

TEST(SourceRewriting, SnatNamesItsAddress) {
  for (const char* to :
       {"10.2.0.7", "10.2.0.7:1024-2000", "10.2.0.7-10.2.0.9", "10.2.0.7-10.2.0.9:1024-2000"}) {
    WrittenRules rules{};
    rules.add("-t nat -A POSTROUTING -p tcp -j SNAT --to-source " + std::string(to));
    EXPECT_EQ(source_rewriting(rules.set(), behind_ipvs(), true).source,
              IpAddress::parse("10.2.0.7"))
        << to;
  }
}

TEST(SourceRewriting, MasqueradeTakesTheAddressOfTheNextHopsNetwork) {
  const Routes routes(node_of(
      "    interfaces: {a: [100.64.0.1/24, 10.2.0.1/24, 10.2.0.2/24, '2001:db8::1/64']}\n"
      "    routes: {far: 10.9.0.0/24 dev a src 10.2.0.2, gateway: default via 10.2.0.9}\n"));
  EXPECT_EQ(routes.masquerade_source(ip("10.2.0.5")), ip("10.2.0.1"));
  EXPECT_EQ(routes.masquerade_source(ip("10.9.0.5")), ip("100.64.0.1"));
  EXPECT_EQ(routes.masquerade_source(ip("192.0.2.1")), ip("10.2.0.1"));
  EXPECT_EQ(routes.masquerade_source(ip("2001:db8::5")), ip("2001:db8::1"));
  EXPECT_EQ(routes.masquerade_source(ip("10.2.0.2")), std::nullopt);
}

}  // namespace
}  // namespace hopproof::model
