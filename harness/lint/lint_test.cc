#include "harness/lint/lint.hh"

#include "harness/base/golden_file.hh"
#include "harness/case/load.hh"
#include "harness/case/text/diagnostic.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::lint {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A two-arm deployment with nothing to warn of; a test says what it has instead.
struct Deployment {
  std::string client = "{front: 10.1.0.9/24}";
  std::string director = "{front: [10.1.0.1/24, 10.1.0.100/24], back: 10.2.0.1/24}";
  std::string sysctls = "{net.ipv4.ip_forward: 1}";
  std::string ipvs = R"(
      - -A -t 10.1.0.100:80 -s rr
      - -a -t 10.1.0.100:80 -r 10.2.0.5:80 -m
      - -a -t 10.1.0.100:80 -r 10.2.0.6:80 -m)";
  std::string iptables = "[]";
  std::string routes = "{gateway: default via 10.2.0.1}";
  std::string rs1 = "{back: 10.2.0.5/24}";
  std::string more_nodes;
  std::string steps = "\n  - probe: {from: client, http: 10.1.0.100:80}";

  std::string text() const {
    return "case: 1\nname: a deployment\nnetworks: {front: {}, back: {}}\nnodes:\n"
           "  client: {interfaces: " +
           client +
           "}\n"
           "  director:\n    interfaces: " +
           director + "\n    sysctls: " + sysctls + "\n    ipvs: " + ipvs +
           "\n    iptables: " + iptables + "\n  rs1: {interfaces: " + rs1 + ", routes: " + routes +
           ", serves: [http:80]}\n"
           "  rs2: {interfaces: {back: 10.2.0.6/24}, routes: {gateway: default via 10.2.0.1}, "
           "serves: [http:80]}\n" +
           more_nodes + "steps:" + steps + "\n";
  }
};

std::vector<verdict::WarningResult> warnings(const Deployment& deployment) {
  const LoadedCase loaded = parse_case(deployment.text(), "case.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "case.yaml", loaded.source), "");
  return lint(loaded.parsed.value_or(Case{}));
}

std::vector<std::string> ids(const Deployment& deployment) {
  std::vector<std::string> found;
  for (const verdict::WarningResult& warning : warnings(deployment)) {
    EXPECT_NE(warning.remedy, "");
    EXPECT_GT(warning.place.line, 0) << warning.id;
    found.push_back(warning.id);
  }
  return found;
}

constexpr const char* masquerade_line =
    "{masquerade: -t nat -A POSTROUTING -m ipvs --vaddr 10.1.0.100 --vport 80 -j MASQUERADE}";

/// Client and servers on one network; the replies skip the director.
Deployment one_arm() {
  Deployment d;
  d.client = "{back: 10.2.0.9/24}";
  d.director = "{back: [10.2.0.1/24, 10.2.0.100/24]}";
  d.ipvs = R"(
      - -A -t 10.2.0.100:80 -s rr
      - -a -t 10.2.0.100:80 -r 10.2.0.5:80 -m)";
  d.steps = "\n  - probe: {from: client, http: 10.2.0.100:80}";
  return d;
}

TEST(Lint, SaysNothingOfAGoodDeployment) { EXPECT_THAT(ids({}), IsEmpty()); }

TEST(Lint, PortZero) {
  Deployment d;
  d.ipvs = R"(
      - -A -t 10.1.0.100:80 -s rr
      - -a -t 10.1.0.100:80 -r 10.2.0.5:0 -m)";
  EXPECT_THAT(ids(d), ElementsAre("port-zero"));
  d.ipvs = R"(
      - -A -t 10.1.0.100:0 -s rr -p 300
      - -a -t 10.1.0.100:0 -r 10.2.0.5:0 -m)";
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, ServiceWithoutServers) {
  Deployment d;
  d.ipvs = "\n      - -A -t 10.1.0.100:80 -s rr";
  EXPECT_THAT(ids(d), ElementsAre("service-without-servers"));
  d.steps = "\n  - director: ipvsadm -a -t 10.1.0.100:80 -r 10.2.0.5:80 -m" + d.steps;
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, MixedMethods) {
  Deployment d;
  d.ipvs = R"(
      - -A -t 10.1.0.100:80 -s rr
      - -a -t 10.1.0.100:80 -r 10.2.0.5:80 -m
      - -a -t 10.1.0.100:80 -r 10.2.0.6:80)";
  EXPECT_THAT(ids(d), ElementsAre("mixed-methods"));
  d.ipvs = R"(
      - -A -t 10.1.0.100:80 -s rr
      - -a -t 10.1.0.100:80 -r 10.2.0.5:80 -m
      - -A -t 10.1.0.100:81 -s rr
      - -a -t 10.1.0.100:81 -r 10.2.0.6:81 -g)";
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, VipNotOnDirector) {
  Deployment d;
  d.director = "{front: 10.1.0.1/24, back: 10.2.0.1/24}";
  EXPECT_THAT(ids(d), ElementsAre("vip-not-on-director"));
  d.director = "{front: 10.1.0.1/24, back: 10.2.0.1/24, lo: 10.1.0.100/32}";
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, LoopbackIsOnEveryDirector) {
  Deployment d;
  d.ipvs = R"(
      - -A -t 127.0.0.3:80 -s rr
      - -a -t 127.0.0.3:80 -r 10.2.0.5:80 -m)";
  d.steps = "\n  - probe: {from: director, http: 127.0.0.3:80}";
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, VipAddedByAStepIsOnTheDirector) {
  Deployment d;
  d.director = "{front: 10.1.0.1/24, back: 10.2.0.1/24}";
  d.steps = "\n  - director: ip address add 10.1.0.100/32 dev lo" + d.steps;
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, VipIsRealServer) {
  Deployment d;
  d.ipvs = R"(
      - -A -t 10.1.0.100:80 -s rr
      - -a -t 10.1.0.100:80 -r 10.2.0.5:80 -m
      - -A -t 10.1.0.1:81 -s rr
      - -a -t 10.1.0.1:81 -r 10.1.0.100:80 -m)";
  EXPECT_THAT(ids(d), Contains("vip-is-real-server"));
  d.ipvs = R"(
      - -A -t 10.1.0.100:80 -s rr
      - -a -t 10.1.0.100:80 -r 10.2.0.5:80 -m
      - -A -t 10.1.0.100:81 -s rr
      - -a -t 10.1.0.100:81 -r 10.2.0.5:80 -m)";
  EXPECT_THAT(ids(d), Not(Contains("vip-is-real-server")));
}

TEST(Lint, ServerOnDirector) {
  Deployment d;
  d.ipvs = R"(
      - -A -t 10.1.0.100:80 -s rr
      - -a -t 10.1.0.100:80 -r 10.2.0.1:80 -m)";
  EXPECT_THAT(ids(d), ElementsAre("server-on-director", "server-refused"));
}

TEST(Lint, VipTranslatedUpstream) {
  Deployment d;
  d.director = "{front: 10.1.0.1/24, back: 10.2.0.1/24, lo: 192.0.2.1/32}";
  d.ipvs = R"(
      - -A -t 192.0.2.1:80 -s rr
      - -a -t 192.0.2.1:80 -r 10.2.0.5:80 -m)";
  d.more_nodes =
      "  edge: {interfaces: {front: 10.1.0.2/24}, iptables: [-t nat -A PREROUTING -d 192.0.2.1 "
      "-j DNAT --to-destination 10.1.0.1]}\n";
  EXPECT_THAT(ids(d), ElementsAre("vip-translated-upstream"));
  d.more_nodes =
      "  edge: {interfaces: {front: 10.1.0.2/24}, iptables: [-t nat -A PREROUTING -d 192.0.2.2 "
      "-j DNAT --to-destination 10.1.0.1]}\n";
  EXPECT_THAT(ids(d), ElementsAre("nobody-has-address"));  // the VIP that is asked for
}

TEST(Lint, MasqueradeWithoutConntrack) {
  Deployment d;
  d.iptables = masquerade_line;
  EXPECT_THAT(ids(d), ElementsAre("masquerade-without-conntrack"));
  d.sysctls = "{net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1}";
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, AMasqueradeForTheServersOwnTrafficNeedsNoConntrack) {
  Deployment d;
  d.iptables = "[-t nat -A POSTROUTING -o front -j MASQUERADE]";
  EXPECT_THAT(ids(d), IsEmpty());
  d.iptables = "[-t nat -A POSTROUTING -o back -j MASQUERADE]";
  EXPECT_THAT(ids(d), ElementsAre("masquerade-without-conntrack"));
}

TEST(Lint, MasqueradeExcludesClient) {
  Deployment d = one_arm();
  d.sysctls = "{net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1}";
  d.iptables = "[-t nat -A POSTROUTING -m ipvs --ipvs ! -s 10.2.0.0/24 -j MASQUERADE]";
  EXPECT_THAT(ids(d), Contains("masquerade-excludes-client"));
  EXPECT_THAT(warnings(d).back().message, HasSubstr("'! -s 10.2.0.0/24' excludes client 10.2.0.9"));
  d.iptables = "[-t nat -A POSTROUTING -m ipvs --ipvs ! -s 10.3.0.0/24 -j MASQUERADE]";
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, AnExcludedClientWithAReturnRouteIsAllRight) {
  Deployment d;
  d.sysctls = "{net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1}";
  d.iptables = "[-t nat -A POSTROUTING -m ipvs --ipvs ! -s 10.1.0.0/24 -j MASQUERADE]";
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, PortInLocalRange) {
  Deployment d = one_arm();
  d.director = "{back: 10.2.0.1/24}";
  d.ipvs = R"(
      - -A -t 10.2.0.1:39616 -s rr
      - -a -t 10.2.0.1:39616 -r 10.2.0.5:80 -m)";
  d.steps = "\n  - probe: {from: client, http: 10.2.0.1:39616}";
  d.sysctls = "{net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1}";
  d.iptables = "[-t nat -A POSTROUTING -m ipvs --ipvs -j MASQUERADE]";
  EXPECT_THAT(ids(d), ElementsAre("port-in-local-range"));
  Deployment reserved = d;
  reserved.sysctls =
      "{net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1, net.ipv4.ip_local_reserved_ports: "
      "39000-40000}";
  EXPECT_THAT(ids(reserved), IsEmpty());
  Deployment elsewhere = d;
  elsewhere.director = "{back: [10.2.0.2/24, 10.2.0.1/24]}";
  EXPECT_THAT(ids(elsewhere), IsEmpty());
}

TEST(Lint, NotrackOneWay) {
  Deployment d;
  d.sysctls = "{net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1}";
  d.iptables = "[-t raw -A PREROUTING -d 10.1.0.100 -p tcp --dport 80 -j CT --notrack]";
  EXPECT_THAT(ids(d), ElementsAre("notrack-one-way"));
  EXPECT_THAT(warnings(d).front().message, HasSubstr("takes requests out"));
  d.iptables =
      "[-t raw -A PREROUTING -d 10.1.0.100 -j CT --notrack, -t raw -A PREROUTING -s 10.2.0.0/24 "
      "-j CT --notrack]";
  EXPECT_THAT(ids(d), IsEmpty());
  d.iptables = "[-t raw -A PREROUTING -s 10.2.0.0/24 -j CT --notrack]";
  EXPECT_THAT(warnings(d).front().message, HasSubstr("takes replies out"));
}

TEST(Lint, NotrackDoesNotMatterWhereNothingIsTracked) {
  Deployment d;
  d.iptables = "[-t raw -A PREROUTING -d 10.1.0.100 -p tcp --dport 80 -j CT --notrack]";
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, AnSctpServiceIsAskedByNoTcpProbe) {
  Deployment d = one_arm();
  d.ipvs = R"(
      - -A --sctp-service 10.2.0.100:80 -s rr
      - -a --sctp-service 10.2.0.100:80 -r 10.2.0.5:80 -m)";
  EXPECT_THAT(ids(d), ElementsAre("no-matching-service"));
}

TEST(Lint, ARuleForSctpIsNoneForTcp) {
  Deployment d;
  d.sysctls = "{net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1}";
  d.iptables = "[-t raw -A PREROUTING -p sctp -d 10.1.0.100 -j NOTRACK]";
  EXPECT_THAT(ids(d), IsEmpty());
  d.steps = "\n  - probe: {from: client, run: sctp_test -h 10.1.0.100:80}";
  d.ipvs = R"(
      - -A --sctp-service 10.1.0.100:80 -s rr
      - -a --sctp-service 10.1.0.100:80 -r 10.2.0.5:80 -m)";
  EXPECT_THAT(ids(d), ElementsAre("notrack-one-way"));
}

TEST(Lint, ClientAmongServers) { EXPECT_THAT(ids(one_arm()), ElementsAre("client-among-servers")); }

TEST(Lint, AMasqueradedClientMayBeAmongServers) {
  Deployment d = one_arm();
  d.sysctls = "{net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1}";
  d.iptables = "[-t nat -A POSTROUTING -m ipvs --vaddr 10.2.0.100 -j MASQUERADE]";
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, RedirectsUndoReturnRoute) {
  Deployment d = one_arm();
  d.routes = "{to-client: 10.2.0.9 via 10.2.0.1}";
  EXPECT_THAT(ids(d), ElementsAre("redirects-undo-return-route"));
  d.sysctls = "{net.ipv4.ip_forward: 1, net.ipv4.conf.all.send_redirects: 0}";
  EXPECT_THAT(ids(d), ElementsAre("redirects-undo-return-route"));
  d.sysctls =
      "{net.ipv4.ip_forward: 1, net.ipv4.conf.all.send_redirects: 0, "
      "net.ipv4.conf.back.send_redirects: 0}";
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, OverlappingNetworks) {
  Deployment d;
  d.more_nodes = "  office: {interfaces: {front: 10.0.0.7/8}}\n";
  EXPECT_THAT(ids(d), Contains("overlapping-networks"));
  d.more_nodes = "  office: {interfaces: {front: 10.1.0.7/24}}\n";
  EXPECT_THAT(ids(d), IsEmpty());
}

TEST(Lint, AddressOnTwoNodes) {
  Deployment d;
  d.more_nodes = "  clone: {interfaces: {back: 10.2.0.5/24}}\n";
  EXPECT_THAT(ids(d), ElementsAre("address-on-two-nodes"));
  d.more_nodes = "  backup: {interfaces: {front: [10.1.0.2/24, 10.1.0.100/24]}}\n";  // the VIP
  EXPECT_THAT(ids(d), IsEmpty());
  const std::string dummy = ": {interfaces: {dummy: {network: none, addresses: 10.9.0.1/24}}}\n";
  d.more_nodes = "  one" + dummy + "  two" + dummy;  // no link in common
  EXPECT_THAT(ids(d), IsEmpty());
}

/// The text of every warning, as a user reads it.
TEST(Lint, SaysSoAsTheGoldenFileDoes) {
  const std::string folder = HOPPROOF_SOURCE_DIR "/harness/lint/golden/";
  const LoadedCase loaded = load_case(folder + "warnings.yaml");
  ASSERT_TRUE(loaded.parsed) << render(loaded.diagnostics, "warnings.yaml", loaded.source);
  const std::string text = render(lint(*loaded.parsed), "warnings.yaml", loaded.source);
  expect_golden(folder + "warnings.txt", text);
}

}  // namespace
}  // namespace hopproof::lint
