#include "harness/import/drift.hh"

#include "harness/case/load.hh"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof::imports {
namespace {

Case with_lb(const std::string& sections, const std::string& more = "") {
  LoadedCase loaded = parse_case(
      "case: 1\nname: a test\nnetworks: {lan: {}}\nnodes:\n  lb:\n"
      "    interfaces: {lan: 10.0.0.1/24}\n" +
          sections + more + "steps:\n  - probe: {from: lb, ping: 10.0.0.1}\n",
      "a.yaml");
  if (!loaded.parsed) throw std::invalid_argument(render(loaded.diagnostics, "a", loaded.source));
  return *std::move(loaded.parsed);
}

std::string drift(const Case& before, const Case& now) {
  std::string all;
  for (const Drift& one : drift_between(before, now))
    all += fmt::format("{}{}.{} {}\n", one.is_new ? '+' : '-', one.node, one.section, one.text);
  return all;
}

constexpr const char* service = "      - -A -t 10.0.0.1:80 -s rr\n";

TEST(Drift, IsNothingBetweenADeploymentAndItself) {
  const Case one = with_lb(std::string("    ipvs:\n") + service);
  EXPECT_EQ(drift(one, one), "");
}

TEST(Drift, NamesLinesThatWentAndCame) {
  const std::string five = "      - -a -t 10.0.0.1:80 -r 10.0.0.5:80 -m -w 1\n",
                    six = "      - -a -t 10.0.0.1:80 -r 10.0.0.6:80 -m -w 1\n";
  const Case before =
      with_lb("    ipvs:\n" + (service + five + six) + "    sysctls: {net.ipv4.ip_forward: 1}\n");
  const Case now =
      with_lb("    ipvs:\n" + (service + six) + "    sysctls: {net.ipv4.ip_forward: 0}\n");
  EXPECT_EQ(drift(before, now),
            "-lb.sysctls net.ipv4.ip_forward = 1\n+lb.sysctls net.ipv4.ip_forward = 0\n"
            "-lb.ipvs -a -t 10.0.0.1:80 -r 10.0.0.5:80 -m -w 1\n");
}

TEST(Drift, OrderCountsForRulesAndNotForRoutes) {
  const Case before = with_lb(
      "    routes: [10.1.0.0/16 via 10.0.0.9, 10.2.0.0/16 via 10.0.0.9]\n"
      "    iptables:\n      - -A INPUT -s 10.0.0.5 -j DROP\n      - -A INPUT -p tcp -j ACCEPT\n");
  const Case now = with_lb(
      "    routes: [10.2.0.0/16 via 10.0.0.9, 10.1.0.0/16 via 10.0.0.9]\n"
      "    iptables:\n      - -A INPUT -p tcp -j ACCEPT\n      - -A INPUT -s 10.0.0.5 -j DROP\n");
  EXPECT_EQ(drift(before, now),
            "-lb.iptables -A INPUT -s 10.0.0.5 -j DROP\n"
            "+lb.iptables -A INPUT -s 10.0.0.5 -j DROP\n");
}

TEST(Drift, NamesNodesAndAddresses) {
  const Case before = with_lb("", "  rs: {interfaces: {lan: 10.0.0.5/24}}\n");
  const Case now = with_lb("",
                           "  rs: {interfaces: {lan: 10.0.0.6/24}}\n"
                           "  web: {interfaces: {lan: 10.0.0.7/24}}\n");
  EXPECT_EQ(drift(before, now),
            "-rs.interfaces lan 10.0.0.5/24\n+rs.interfaces lan 10.0.0.6/24\n+web. \n");
}

}  // namespace
}  // namespace hopproof::imports
