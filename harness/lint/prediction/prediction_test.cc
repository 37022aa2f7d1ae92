#include "harness/lint/prediction/prediction.hh"

#include "harness/verdict/diagnosis/diagnosis_scene.hh"

#include <algorithm>

#include <gmock/gmock.h>

namespace hopproof::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Case loaded(std::string text) {
  LoadedCase loaded = parse_case(std::move(text), "prediction.yaml");
  if (!loaded.parsed)
    throw std::invalid_argument(render(loaded.diagnostics, "prediction.yaml", loaded.source));
  return *std::move(loaded.parsed);
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  const size_t at = result.find(from);
  if (at == std::string::npos) throw std::invalid_argument(std::string(from));
  return result.replace(at, from.size(), to);
}

constexpr std::string_view probe_step = "  - probe: {from: client, http: 100.222.111.1:8000}\n";

TEST(Prediction, TheStoryWithoutConntrack) {
  const Case deployment = loaded(std::string(verdict::one_arm_case) + std::string(probe_step));
  EXPECT_THAT(
      predictions(deployment),
      ElementsAre(
          "-t 100.222.111.1:8000 on director: the servers will see the client's own address "
          "(director.iptables.masquerade has no effect while net.ipv4.vs.conntrack is 0); 0 "
          "of 2 servers will answer client (rs1: its answer does not pass director, rs2: its "
          "answer does not pass director); INPUT sees CIP > 100.222.111.1:8000, POSTROUTING "
          "CIP > RIP:80, FORWARD RIP:80 > CIP"));
}

TEST(Prediction, TheStoryAsItWorks) {
  const std::string works =
      replaced(verdict::one_arm_case, "    ipvs:\n",
               "    sysctls: {net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1}\n    ipvs:\n");
  const auto found = predictions(loaded(works + std::string(probe_step)));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0], HasSubstr("the servers will see 1.65.15.141 instead of the client "
                                  "(director.iptables.masquerade, net.ipv4.vs.conntrack = 1)"));
  EXPECT_THAT(found[0], HasSubstr("2 of 2 servers will answer client;"));
}

TEST(Prediction, HalfOfTheServersLackARoute) {
  const std::string half =
      replaced(verdict::two_arm_case,
               "rs2: {interfaces: {back: 10.2.0.6/24}, routes: {gateway: default via 10.2.0.1},",
               "rs2: {interfaces: {back: 10.2.0.6/24},");
  const auto found = predictions(loaded(half + std::string(verdict::two_arm_probe)));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0],
              HasSubstr("1 of 2 servers will answer client (rs2: rs2 has no route to 10.1.0.9)"));
  EXPECT_THAT(found[0], HasSubstr("(no masquerade rule applies to it)"));
}

TEST(Prediction, IpForwardIsOff) {
  const std::string off =
      replaced(verdict::two_arm_case, "    sysctls: {net.ipv4.ip_forward: 1}\n", "");
  const auto found = predictions(loaded(off + std::string(verdict::two_arm_probe)));
  EXPECT_THAT(found[0],
              HasSubstr("0 of 2 servers will answer client (rs1: net.ipv4.ip_forward is 0"));
}

TEST(Prediction, NothingListens) {
  const std::string silent =
      replaced(verdict::two_arm_case, "serves: [http:80]}\n  rs2", "serves: [http:8080]}\n  rs2");
  const auto found = predictions(loaded(silent + std::string(verdict::two_arm_probe)));
  EXPECT_THAT(found[0], HasSubstr("(rs1: nothing listens on port 80)"));
}

TEST(Prediction, AServerOfAnotherProtocolDoesNotListen) {
  std::string datagrams(verdict::two_arm_case);
  for (size_t at = 0; (at = datagrams.find("-t 10.1.0.1:80", at)) != std::string::npos;)
    datagrams.replace(at, 2, "-u");
  const auto found =
      predictions(loaded(datagrams + "  - probe: {from: client, udp: 10.1.0.1:80}\n"));
  EXPECT_THAT(found[0],
              HasSubstr("0 of 2 servers will answer client (rs1: nothing listens on port 80"));
}

/// A server of a mark without a port gets the one that is asked for.
TEST(Prediction, AMarkKeepsThePortThatIsAskedFor) {
  const auto found = predictions(loaded(R"(case: 1
name: a mark for two ports
networks: {front: {}, back: {}}
nodes:
  client: {interfaces: {front: 10.7.0.9/24}}
  director:
    interfaces: {front: 10.7.0.1/24, back: 10.8.0.1/24}
    sysctls: {net.ipv4.ip_forward: 1}
    ipvs: [-A -f 3 -s rr, -a -f 3 -r 10.8.0.5 -m, -a -f 3 -r 10.8.0.6 -m]
    iptables: [-t mangle -A PREROUTING -d 10.7.0.1 -p tcp --dport 8080 -j MARK --set-mark 3]
  rs1: {interfaces: {back: 10.8.0.5/24}, routes: [default via 10.8.0.1], serves: [http:8080]}
  rs2: {interfaces: {back: 10.8.0.6/24}, routes: [default via 10.8.0.1], serves: [http:80]}
steps:
  - probe: {from: client, http: 10.7.0.1:8080}
)"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0], HasSubstr("1 of 2 servers will answer client (rs2: nothing listens on port "
                                  "8080)"));
}

/// A rule that is not known to take a packet is not said to leave it out.
TEST(Prediction, SaysWhatDecides) {
  const std::string unknown = replaced(
      verdict::two_arm_case, "    ipvs:\n",
      "    iptables: {masq: -t nat -A POSTROUTING -m ipvs --ipvs -m mark --mark 1 -j MASQUERADE}\n"
      "    ipvs:\n");
  const std::string tracked = replaced(unknown, "{net.ipv4.ip_forward: 1}",
                                       "{net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 2}");
  const auto found = predictions(loaded(tracked + std::string(verdict::two_arm_probe)));
  EXPECT_THAT(found[0],
              HasSubstr("the client's own address (unless director.iptables.masq rewrites "
                        "it: its term '--mark 1' decides)"));
}

TEST(Prediction, ARuleInAChainOfTheUsersRewritesToo) {
  const std::string chained = replaced(
      verdict::two_arm_case, "    ipvs:\n",
      "    iptables:\n      new: -t nat -N LVS\n      jump: -t nat -A POSTROUTING -m ipvs --ipvs -j "
      "LVS\n      masq: -t nat -A LVS -j MASQUERADE\n    ipvs:\n");
  const std::string tracked = replaced(chained, "{net.ipv4.ip_forward: 1}",
                                       "{net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1}");
  const auto found = predictions(loaded(tracked + std::string(verdict::two_arm_probe)));
  EXPECT_THAT(found[0], HasSubstr("the servers will see 10.2.0.1 instead of the client "
                                  "(director.iptables.masq, net.ipv4.vs.conntrack = 1)"));
}

int promises(const std::string& text) {
  const auto found = forecasts(loaded(text));
  return int(std::ranges::count_if(found, &Forecast::is_promise));
}

/// Whatever may stop a packet takes the promise back, or says why there is no answer.
TEST(Prediction, PromisesOnlyWhatNothingMayStop) {
  const std::string works =
      std::string(verdict::two_arm_case) + std::string(verdict::two_arm_probe);
  EXPECT_EQ(promises(works), 1);
  const auto with = [&](std::string_view from, std::string_view to) {
    return promises(replaced(works, from, to));
  };
  EXPECT_EQ(with("    ipvs:\n", "    iptables: [-A INPUT -p udp -j DROP]\n    ipvs:\n"), 0);
  EXPECT_EQ(with("    ipvs:\n", "    iptables: [-P FORWARD DROP]\n    ipvs:\n"), 0);
  EXPECT_EQ(with("    ipvs:\n",
                 "    iptables: [-t raw -A PREROUTING -p tcp -j CT --notrack]\n    ipvs:\n"),
            0);
  EXPECT_EQ(with("steps:\n", "steps:\n  - director: ip link set back down\n"), 0);
  EXPECT_EQ(with("http: 10.1.0.1:80", "http: 10.1.0.1:81"), 0);
  EXPECT_EQ(with("http: 10.1.0.1:80", "udp: 10.1.0.1:80"), 0);
  EXPECT_EQ(with("-r 10.2.0.5:80 -m", "-r 10.2.0.5:80 -m -w 0"), 0);
}

TEST(Prediction, SaysWhichItemMayDecideOtherwise) {
  const std::string filtered =
      replaced(verdict::two_arm_case, "    ipvs:\n",
               "    iptables: {guard: -A INPUT -p udp -j DROP}\n    ipvs:\n");
  const auto found = predictions(loaded(filtered + std::string(verdict::two_arm_probe)));
  EXPECT_THAT(found[0], HasSubstr("2 of 2 servers will answer client, unless "
                                  "director.iptables.guard decides otherwise;"));
}

}  // namespace
}  // namespace hopproof::lint
