#include "harness/model/connection.hh"

#include "harness/model/test_case.hh"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof::model {
namespace {

std::string word(Obstacle::Kind kind) {
  switch (kind) {
    case Obstacle::Kind::no_route:
      return "no route";
    case Obstacle::Kind::refused:
      return "refused";
    case Obstacle::Kind::sysctl:
      return "sysctl";
    case Obstacle::Kind::martian:
      return "martian";
    case Obstacle::Kind::unanswered:
      return "unanswered";
    case Obstacle::Kind::filtered:
      return "filtered";
    case Obstacle::Kind::not_for_anybody:
      return "not for anybody";
    case Obstacle::Kind::taken_elsewhere:
      return "taken elsewhere";
    case Obstacle::Kind::no_service:
      return "no service";
    case Obstacle::Kind::no_server:
      return "no server";
    case Obstacle::Kind::no_weight:
      return "no weight";
    case Obstacle::Kind::nobody_listens:
      return "nobody listens";
    case Obstacle::Kind::to_itself:
      return "to itself";
    case Obstacle::Kind::bypass:
      return "bypass";
    case Obstacle::Kind::one_packet:
      return "one packet";
  }
  return "";
}

std::string text(const Course& course) {
  const std::string with = course.node ? " by " + course.node->name : "";
  if (course.end == Course::End::answered) return "answered" + with;
  if (course.end == Course::End::unknown) return "decided by " + course.undecided;
  const Obstacle& at = *course.obstacle;
  return fmt::format("{}{} at {}{}{}", word(at.kind), at.is_reply ? " of the answer" : "",
                     at.node->name, at.item.empty() ? "" : ": " + at.item,
                     at.sysctl.empty() ? "" : ": " + at.sysctl);
}

/// Two-arm LVS-NAT; each part can be said otherwise.
struct TwoArm {
  std::string client = "routes: []";
  std::string director = "";
  std::string sysctls = "{net.ipv4.ip_forward: 1}";
  std::string ipvs = "[-A -t 10.1.0.1:80 -s rr, -a -t 10.1.0.1:80 -r 10.2.0.5:8080 -m]";
  std::string server = "routes: [default via 10.2.0.1]";
  std::string serves = "[http:8080]";

  std::string told() const {
    const Case deployment = case_of(fmt::format(
        "networks: {{front: {{}}, back: {{}}}}\nnodes:\n"
        "  client:\n    interfaces: {{front: 10.1.0.9/24}}\n    {}\n"
        "  lb:\n    interfaces: {{front: 10.1.0.1/24, back: 10.2.0.1/24}}\n    sysctls: {}\n    ipvs: {}\n"
        "{}"
        "  rs1:\n    interfaces: {{back: 10.2.0.5/24}}\n    serves: {}\n    {}\n"
        "steps:\n  - probe: {{from: client, http: 10.1.0.1:80}}\n",
        client, sysctls, ipvs, director.empty() ? "" : "    " + director + "\n", serves, server));
    NodeModels models;
    std::string all;
    for (const AskedConnection& asked : asked_connections(deployment, models))
      for (const Course& course : asked.connection.courses)
        all += (all.empty() ? "" : "; ") + text(course);
    return all;
  }
};

TEST(Connection, IsAnsweredWhereAllIsWell) { EXPECT_EQ(TwoArm{}.told(), "answered by rs1"); }

TEST(Connection, EndsAtASysctl) {
  EXPECT_EQ(TwoArm{.sysctls = "{net.ipv4.ip_forward: 0}"}.told(),
            "sysctl of the answer at lb: net.ipv4.ip_forward");
}

TEST(Connection, EndsAtRoutes) {
  EXPECT_EQ(TwoArm{.server = "routes: []"}.told(), "no route of the answer at rs1");
  EXPECT_EQ(TwoArm{.server = "routes: [default via 10.2.0.1, blackhole 10.1.0.0/24]"}.told(),
            "refused of the answer at rs1: rs1.routes.2");
  EXPECT_EQ(TwoArm{.server = "routes: [default via 10.2.0.99]"}.told(),
            "unanswered of the answer at rs1: rs1.routes.1");
}

TEST(Connection, EndsAtFilters) {
  EXPECT_EQ(TwoArm{.director = "iptables: [-A INPUT -p tcp --dport 80 -j DROP]"}.told(),
            "filtered at lb: lb.iptables.1");
  EXPECT_EQ(TwoArm{.director = "iptables: [-P FORWARD DROP]"}.told(),
            "filtered of the answer at lb: lb.iptables.1");
  EXPECT_EQ(
      TwoArm{.server = "routes: [default via 10.2.0.1]\n    iptables: [-A OUTPUT -p tcp -j DROP]"}
          .told(),
      "filtered of the answer at rs1: rs1.iptables.1");
  EXPECT_EQ(TwoArm{.director = "iptables: [-A INPUT -p udp --dport 80 -j DROP]"}.told(),
            "answered by rs1");
}

TEST(Connection, EndsAtTheService) {
  EXPECT_EQ(TwoArm{.ipvs = "[-A -t 10.1.0.1:81 -s rr]"}.told(), "no service at lb");
  EXPECT_EQ(TwoArm{.ipvs = "[-A -t 10.1.0.1:80 -s rr]"}.told(), "no server at lb");
  EXPECT_EQ(TwoArm{.ipvs = "[-A -t 10.1.0.1:80 -s rr, -a -t 10.1.0.1:80 -r 10.2.0.5:8080 -m -w 0]"}
                .told(),
            "no weight at lb");
  EXPECT_EQ(TwoArm{.serves = "[http:80]"}.told(), "nobody listens at rs1");
}

TEST(Connection, AClientBesideTheServersIsAnsweredWithoutTheDirector) {
  const Case one_arm = case_of(
      "networks: {lan: {}}\nnodes:\n  client: {interfaces: {lan: 10.0.0.9/24}}\n"
      "  lb:\n    interfaces: {lan: 10.0.0.1/24}\n    sysctls: {net.ipv4.ip_forward: 1}\n"
      "    ipvs: [-A -t 10.0.0.1:80 -s rr, -a -t 10.0.0.1:80 -r 10.0.0.5:80 -m]\n"
      "  rs1: {interfaces: {lan: 10.0.0.5/24}, serves: [http:80]}\n"
      "steps:\n  - probe: {from: client, http: 10.0.0.1:80}\n");
  NodeModels models;
  const auto asked = asked_connections(one_arm, models);
  ASSERT_EQ(asked.size(), 1u);
  ASSERT_EQ(asked[0].connection.courses.size(), 1u);
  EXPECT_EQ(text(asked[0].connection.courses[0]), "bypass of the answer at lb");
}

TEST(Connection, NothingIsSaidBehindACommand) {
  const Case commanded = case_of(
      "networks: {lan: {}}\nnodes:\n  client: {interfaces: {lan: 10.0.0.9/24}}\n"
      "  lb: {interfaces: {lan: 10.0.0.1/24}}\n"
      "steps:\n  - lb: ip route flush cache\n  - probe: {from: client, http: 10.0.0.1:80}\n");
  NodeModels models;
  EXPECT_TRUE(asked_connections(commanded, models).empty());
}

}  // namespace
}  // namespace hopproof::model
