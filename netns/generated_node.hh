#pragma once

#include "harness/case/case.hh"
#include "harness/model/policy_rules.hh"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace hopproof::netns {

/// For tests: a node that nobody would configure so, and packets to ask about. Its few networks
/// overlap, so that most routes, rules and addresses matter to some packet.
class NodeGenerator {
 public:
  NodeGenerator(uint64_t seed, Family family) : random_(seed), family_(family) {}

  static const std::vector<std::string>& interfaces();
  Node node();
  std::vector<model::RouteQuery> queries(const Node& node);

 private:
  uint64_t below(uint64_t limit) { return random_() % limit; }
  bool percent(uint64_t share) { return below(100) < share; }
  template <class Choices>
  auto pick(const Choices& choices) {
    return choices[below(choices.size())];
  }

  IpAddress address();
  std::string network();
  std::string interface();
  std::string route(const Node& node);
  std::string rule();
  void add_addresses(Interface& interface, Node& node);
  void add_routes(Node& node);
  void add_rules(Node& node);
  void add_sysctls(Node& node);
  IpAddress interesting(const Node& node);

  std::mt19937_64 random_;
  Family family_;
};

/// The node as commands, for a report.
std::string text(const Node& node);
std::string text(const model::RouteQuery& query);

}  // namespace hopproof::netns
