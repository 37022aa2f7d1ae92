#include "harness/base/spellcheck.hh"
#include "harness/case/reader/case_checks.hh"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// The routes of one node, checked in the order in which they are added.
class RouteChecker {
 public:
  RouteChecker(const Node& node, ParseContext& context) : node_(node), context_(context) {
    for (const Interface& interface : node.interfaces) {
      for (const InterfaceAddress& address : interface.addresses) {
        connected_.push_back({address.cidr, interface.name});
      }
    }
  }

  void check(const RouteItem& item) {
    const Route& route = item.route;
    if (item.text.empty()) return;
    check_device(item);
    if (route.via) check_gateway(item);
    if (route.source && !node_.owns(*route.source)) {
      report(
          item, route.source->text(),
          fmt::format("src {} is not an address of node '{}'", route.source->text(), node_.name));
    }
    check_twice(item);
    const bool is_link = !route.via && route.type == Route::Type::unicast && !route.dev.empty();
    if (is_link) connected_.push_back({route.destination, route.dev});
  }

 private:
  struct Connected {
    Cidr network;
    std::string interface;
  };

  /// About `word` of the line, or about all of it.
  void report(const RouteItem& item, std::string_view word, std::string message) {
    context_.diagnostics.error(part_of(item.place, item.text, word), std::move(message));
  }

  void check_device(const RouteItem& item) {
    const std::string& dev = item.route.dev;
    if (dev.empty() || dev == "lo" || node_.find_interface(dev)) return;
    std::vector<std::string> known;
    for (const Interface& interface : node_.interfaces) known.push_back(interface.name);
    report(item, dev,
           fmt::format("node '{}' has no interface '{}'{}", node_.name, dev,
                       did_you_mean(dev, known)));
  }

  void check_gateway(const RouteItem& item) {
    const Route& route = item.route;
    if (node_.owns(*route.via)) {
      report(item, route.via->text(),
             fmt::format("{} is the node's own address, so it cannot be the gateway",
                         route.via->text()));
      return;
    }
    if (route.onlink || route.via->is_link_local() || is_connected(route)) return;
    report(item, route.via->text(),
           fmt::format("the gateway is not reachable: {} is on no network that node '{}' is "
                       "connected to{}",
                       route.via->text(), node_.name, route.dev.empty() ? "" : " by " + route.dev));
  }

  bool is_connected(const Route& route) const {
    return std::ranges::any_of(connected_, [&](const Connected& one) {
      return one.network.contains(*route.via) && (route.dev.empty() || route.dev == one.interface);
    });
  }

  void check_twice(const RouteItem& item) {
    const Route& route = item.route;
    const Cidr network{route.destination.address.masked(route.destination.prefix),
                       route.destination.prefix};
    const auto key = std::tuple(route.family, network, route.table, route.metric.value_or(0));
    const auto [first, is_new] = seen_.try_emplace(key, item.name);
    if (is_new) return;
    report(item, item.text,
           fmt::format("route '{}' has the same destination and metric; the kernel takes one",
                       first->second));
  }

  const Node& node_;
  ParseContext& context_;
  std::vector<Connected> connected_;
  std::map<std::tuple<Family, Cidr, uint32_t, uint32_t>, std::string> seen_;
};

}  // namespace

void check_routes(ParseContext& context) {
  for (const Node& node : context.parsed.nodes) {
    if (context.is_flawed(node, "interfaces")) continue;
    RouteChecker checker(node, context);
    for (const RouteItem& item : node.routes) checker.check(item);
  }
}

}  // namespace hopproof
