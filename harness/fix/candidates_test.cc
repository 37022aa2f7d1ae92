#include "harness/fix/candidates.hh"

#include "harness/case/load.hh"
#include "harness/case/text/diagnostic.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::fix {
namespace {

using testing::Contains;
using testing::HasSubstr;

Case two_arm(const std::string& ipvs, const std::string& probe) {
  const LoadedCase loaded = parse_case(R"(case: 1
name: two arms
networks: {front: {}, back: {}}
nodes:
  client: {interfaces: {front: 10.1.0.9/24}}
  director:
    interfaces: {front: 10.1.0.1/24, back: 10.2.0.1/24}
    sysctls: {net.ipv4.ip_forward: 1}
    ipvs: )" + ipvs + R"(
    iptables: {input: -P INPUT DROP, forward: -P FORWARD DROP}
  rs: {interfaces: {back: 10.2.0.5/24}, routes: [default via 10.2.0.1], serves: [http:80]}
steps:
  - probe: )" + probe + "\n",
                                       "two-arm.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "two-arm.yaml", loaded.source), "");
  return loaded.parsed.value_or(Case{});
}

/// The commands of all candidates, in order.
std::vector<std::string> commands(const Case& deployment) {
  const verdict::CaseResult failing;
  std::vector<std::string> found;
  for (const Candidate& candidate : candidates_for(FixScene(deployment, failing))) {
    for (const Change& change : candidate.changes) found.push_back(change.shown.command);
  }
  return found;
}

TEST(Candidates, OpenFiltersForTheProtocolOfTheService) {
  const Case deployment = two_arm(
      "[-A --sctp-service 10.1.0.1:3868 -s rr, "
      "-a --sctp-service 10.1.0.1:3868 -r 10.2.0.5:3868 -m]",
      "{from: client, run: sctp_test -h 10.1.0.1:3868}");
  EXPECT_THAT(commands(deployment),
              Contains("iptables -I INPUT -d 10.1.0.1 -p sctp --dport 3868 -j ACCEPT"));
  EXPECT_THAT(commands(deployment),
              Contains("iptables -I FORWARD -s 10.2.0.5 -p sctp --sport 3868 -j ACCEPT"));
  EXPECT_THAT(commands(deployment), testing::Not(Contains(HasSubstr("-r 10.2.0.5:80"))))
      << "a web server is none for SCTP";
}

TEST(Candidates, GiveNoNetworkALoopbackAddress) {
  const Case deployment =
      two_arm("[-A -t 127.0.0.3:80 -s rr, -a -t 127.0.0.3:80 -r 10.2.0.5:80 -m]",
              "{from: director, http: 127.0.0.3:80}");
  EXPECT_THAT(commands(deployment), testing::Not(Contains(HasSubstr("ip address add"))));
}

TEST(Candidates, OpenOnlyWhatIsShut) {
  const Case deployment = two_arm("[-A -t 10.1.0.1:80 -s rr, -a -t 10.1.0.1:80 -r 10.2.0.5:80 -m]",
                                  "{from: client, http: 10.1.0.1:80}");
  Case open = deployment;
  for (Node& node : open.nodes) node.iptables.clear();
  EXPECT_THAT(commands(deployment), Contains(HasSubstr("iptables -I FORWARD")));
  EXPECT_THAT(commands(open), testing::Not(Contains(HasSubstr("iptables -I"))));
}

TEST(Candidates, ChangeTheLineThatSetsTheWeight) {
  const Case deployment = two_arm(
      "[-A -t 10.1.0.1:80 -s rr, -a -t 10.1.0.1:80 -r 10.2.0.5:80 -m, "
      "-e -t 10.1.0.1:80 -r 10.2.0.5:80 -m -w 0]",
      "{from: client, http: 10.1.0.1:80}");
  EXPECT_THAT(commands(deployment), Contains("ipvsadm -e -t 10.1.0.1:80 -r 10.2.0.5:80 -m -w 1"));
}

}  // namespace
}  // namespace hopproof::fix
