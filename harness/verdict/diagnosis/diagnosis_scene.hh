#pragma once

#include "harness/base/text.hh"
#include "harness/model/services.hh"
#include "harness/verdict/judge_scene.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hopproof::verdict {

/// Two-arm LVS-NAT: the client behind one interface of the director, two servers behind the other.
/// Steps follow.
inline constexpr std::string_view two_arm_case = R"(case: 1
name: two arms
networks: {front: {}, back: {}}
nodes:
  client: {interfaces: {front: 10.1.0.9/24}}
  director:
    interfaces: {front: 10.1.0.1/24, back: 10.2.0.1/24}
    sysctls: {net.ipv4.ip_forward: 1}
    ipvs:
      - -A -t 10.1.0.1:80 -s rr
      - -a -t 10.1.0.1:80 -r 10.2.0.5:80 -m
      - -a -t 10.1.0.1:80 -r 10.2.0.6:80 -m
  rs1: {interfaces: {back: 10.2.0.5/24}, routes: {gateway: default via 10.2.0.1}, serves: [http:80]}
  rs2: {interfaces: {back: 10.2.0.6/24}, routes: {gateway: default via 10.2.0.1}, serves: [http:80]}
steps:
)";
inline constexpr std::string_view two_arm_probe = "  - probe: {from: client, http: 10.1.0.1:80}\n";

inline constexpr std::string_view two_arm_asked = "10.1.0.9:40000 > 10.1.0.1:80";
inline constexpr std::string_view two_arm_given = "10.1.0.9:40000 > 10.2.0.5:80";
inline constexpr std::string_view two_arm_answer = "10.2.0.5:80 > 10.1.0.9:40000";
inline constexpr std::string_view two_arm_returned = "10.1.0.1:80 > 10.1.0.9:40000";

/// What the nodes would say if each stood exactly as the case configures it. Routes are not known.
inline LabFacts facts_as_configured(const Case& deployment) {
  LabFacts facts;
  for (const Node& node : deployment.nodes) {
    NodeFacts& own = facts.nodes[node.name];
    own.sysctls["net.ipv4.ip_forward"] = "0";
    own.sysctls["net.ipv4.conf.all.rp_filter"] = "0";
    if (node.is_director) own.sysctls["net.ipv4.vs.conntrack"] = "0";
    for (const SysctlItem& item : node.sysctls) own.sysctls[item.name] = item.text;
    for (const Interface& interface : node.interfaces) {
      InterfaceFact fact{interface.name, true, false, {}};
      for (const InterfaceAddress& address : interface.addresses)
        fact.addresses.push_back(address.cidr.address);
      own.interfaces.push_back(std::move(fact));
    }
    for (const Serve& serve : node.serves) {
      own.listeners.push_back({serve.transport(), {IpAddress::any(Family::v4), serve.port}});
    }
    for (const IptablesItem& item : node.iptables) {
      const bool policy = item.rule.verb == IptablesRule::Verb::policy;
      own.rules.push_back(
          {Family::v4, node.name + ".iptables." + item.name, item.text, item.rule, policy, 0});
    }
    own.services = model::configured_table(node).services();
  }
  return facts;
}

/// A rule that took packets in this step, or a policy.
inline RuleFact moved_rule(std::string_view line, uint64_t moved) {
  auto parsed = std::get<ParsedRule>(parse_iptables(line, Family::v4));
  const bool policy = parsed.rule.verb == IptablesRule::Verb::policy;
  return {Family::v4, "", std::string(line), std::move(parsed.rule), policy, moved};
}

/// A scene whose lab has been asked. For tests of the diagnosis.
class DiagnosisScene : public JudgeScene {
 public:
  explicit DiagnosisScene(std::string_view steps, std::string_view nodes = one_arm_case)
      : JudgeScene(steps, nodes), facts(facts_as_configured(deployment())) {}

  NodeFacts& node(const std::string& name) { return facts.nodes.at(name); }

  /// The kernel of `node` says how it reaches `destination`: "dev lan", "via 10.1.0.1 dev lan",
  /// "local", or the errno. `from` and `iif` as in `ip route get`.
  void route(const std::string& node, std::string_view destination, std::string_view says,
             std::string_view from = "", const std::string& iif = "") {
    RouteQuestion question{node, IpAddress::parse(destination).value(), std::nullopt, iif};
    if (!from.empty()) question.source = IpAddress::parse(from);
    facts.routes[question] = answer(says);
  }
  void route(const std::string& node, std::string_view destination, int error,
             std::string_view from = "", const std::string& iif = "") {
    route(node, destination, "local", from, iif);
    RouteQuestion question{node, IpAddress::parse(destination).value(), std::nullopt, iif};
    if (!from.empty()) question.source = IpAddress::parse(from);
    facts.routes[question] = {error, false, "", std::nullopt, std::nullopt, false};
  }

  /// The rule of an item took packets in this step.
  void moved(const std::string& item, uint64_t packets = 1) {
    for (auto& [name, own] : facts.nodes) {
      for (RuleFact& rule : own.rules) {
        if (rule.item == item) rule.moved = packets;
      }
    }
  }

  /// A row of `ipvsadm -Lnc`: "10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80".
  static ChosenServer row(std::string_view text, uint8_t protocol = 6,
                          std::string director = "director") {
    const size_t first = text.find(' ');
    const size_t second = text.find(' ', first + 1);
    return {protocol, Endpoint::parse(text.substr(0, first)).value(),
            Endpoint::parse(text.substr(first + 1, second - first - 1)).value(),
            Endpoint::parse(text.substr(second + 1)).value(), std::move(director)};
  }

  StepResult diagnosed() {
    record.facts = facts;
    return judge();
  }

  /// "reply-bypasses-director at rs1.lan", in the order in which they take effect.
  std::vector<std::string> findings() {
    std::vector<std::string> texts;
    for (const FindingResult& finding : diagnosed().findings)
      texts.push_back(finding.id + " at " + finding.at);
    return texts;
  }

  LabFacts facts;

 private:
  static RouteAnswer answer(std::string_view says) {
    RouteAnswer answer;
    if (says == "local") {
      answer.local = true;
      return answer;
    }
    const auto words = split_at(says, ' ');
    for (size_t i = 0; i < words.size(); ++i) {
      if (words[i] == "via") answer.gateway = IpAddress::parse(words.at(i + 1));
      if (words[i] == "dev") answer.interface = words.at(i + 1);
      if (words[i] == "<redirected>") answer.redirected = true;
    }
    return answer;
  }
};

}  // namespace hopproof::verdict
