#include "harness/model/routes.hh"
#include "netns/generated_node.hh"
#include "netns/kernel_node.hh"
#include "netns/lab_privileges.hh"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

// The model against the kernel of this host: the same configuration in a namespace, the same
// packets asked about by RTM_GETROUTE, as `ip route get` does.

namespace hopproof::netns {
namespace {

constexpr uint64_t usual_seed = 20240229;
constexpr int configurations = 1200;  // of each family

/// A namespace never forgets that it had rules (fib4_has_custom_rules) or local routes of its own
/// (fib_has_custom_local_routes): nodes that have them share others than those that do not.
class KernelNodes {
 public:
  KernelNode& for_node(const Node& node) {
    const bool local = std::ranges::any_of(
        node.routes, [](const RouteItem& item) { return item.route.type == Route::Type::local; });
    auto& kernel = nodes_[{!node.rules.empty(), local}];
    if (!kernel || !kernel->flush()) kernel = std::make_unique<KernelNode>();
    kernel->configure(node);
    if (kernel->remembers_more()) {
      kernel = std::make_unique<KernelNode>();
      kernel->configure(node);
    }
    return *kernel;
  }

 private:
  std::map<std::pair<bool, bool>, std::unique_ptr<KernelNode>> nodes_;
};

std::string modelled(const model::Routes& routes, const model::RouteQuery& query) {
  const model::RouteDecision decision =
      query.input.empty() ? routes.sent(query) : routes.received(query);
  if (decision.error != 0) return KernelNode::refusal(decision.error, query);
  const bool says_source = !query.source && query.input.empty() && decision.source;
  const std::string source = says_source ? " src " + decision.source->text() : "";
  if (decision.is_local()) return "local" + source;
  if (decision.kind == model::RouteDecision::Kind::broadcast) return "broadcast" + source;
  const std::string via = decision.via ? " via " + decision.via->text() : "";
  return "dev " + decision.interface + via + source;
}

/// What the model says otherwise than the kernel; "": nothing.
std::string difference(KernelNode& kernel, const Node& node, const model::RouteQuery& query) {
  const std::string seen = kernel.answer(query);
  const std::string said = modelled(model::Routes(node), query);
  return seen == said
             ? ""
             : fmt::format("  {}\n    kernel: {}\n    model:  {}", text(query), seen, said);
}

/// The node without as much as can go while the answers still differ.
class Shrinker {
 public:
  Shrinker(KernelNodes& kernels, model::RouteQuery query)
      : kernels_(kernels), query_(std::move(query)) {}

  std::string smallest(Node node) {
    for (bool smaller = true; smaller;) {
      smaller = drop_one(node, node.routes) || drop_one(node, node.rules);
      // Of IPv6 the kernel does not look at forwarding when it is asked.
      if (query_.destination.is_v4()) smaller = smaller || drop_one(node, node.sysctls);
      for (Interface& interface : node.interfaces)
        smaller = smaller || drop_one(node, interface.addresses);
    }
    return text(node) + difference(kernels_.for_node(node), node, query_);
  }

 private:
  template <class Item>
  bool drop_one(const Node& node, std::vector<Item>& items) {
    for (size_t i = items.size(); i-- > 0;) {
      const Item dropped = items[i];
      items.erase(items.begin() + std::ptrdiff_t(i));
      if (!difference(kernels_.for_node(node), node, query_).empty()) return true;
      items.insert(items.begin() + std::ptrdiff_t(i), dropped);
    }
    return false;
  }

  KernelNodes& kernels_;
  model::RouteQuery query_;
};

uint64_t first_seed() {
  const char* wanted = std::getenv("HOPPROOF_SEED");
  return wanted == nullptr ? usual_seed : std::strtoull(wanted, nullptr, 10);
}

class ModelRoutes : public testing::TestWithParam<Family> {};

TEST_P(ModelRoutes, AreThoseOfTheKernel) {
  HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
  KernelNodes kernels;
  int found = 0, asked = 0;
  std::map<std::string, int> kinds;
  for (int i = 0; i < configurations && found < 3; ++i) {
    const uint64_t seed = first_seed() + uint64_t(i);
    NodeGenerator generator(seed, GetParam());
    const Node node = generator.node();
    KernelNode& kernel = kernels.for_node(node);
    for (const model::RouteQuery& query : generator.queries(node)) {
      ++asked;
      const std::string seen = kernel.answer(query);
      ++kinds[seen.substr(0, seen.find(' '))];
      if (difference(kernel, node, query).empty()) continue;
      ++found;
      ADD_FAILURE() << "HOPPROOF_SEED=" << seed << "\n" << Shrinker(kernels, query).smallest(node);
      break;
    }
  }
  std::cout << configurations << " configurations from HOPPROOF_SEED=" << first_seed() << ", "
            << asked << " packets:";
  for (const auto& [kind, count] : kinds) std::cout << ' ' << kind << ' ' << count;
  std::cout << '\n';
}

INSTANTIATE_TEST_SUITE_P(Families, ModelRoutes, testing::Values(Family::v4, Family::v6),
                         [](const auto& one) { return one.param == Family::v4 ? "v4" : "v6"; });

}  // namespace
}  // namespace hopproof::netns
