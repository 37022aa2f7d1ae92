#include "harness/case/ablation.hh"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Paths = std::set<std::string>;

std::string path_of(const Node& node, std::string_view section, std::string_view name) {
  return fmt::format("{}.{}.{}", node.name, section, name);
}

std::string path_of(const Node& node, const Interface& interface, const InterfaceAddress& address) {
  return fmt::format("{}.interfaces.{}.{}", node.name, interface.name, address.text);
}

/// Calls `visit(section name, its items)` for every section that consists of lines.
template <class AnyNode, class Visitor>
void for_each_section(AnyNode& node, Visitor visit) {
  visit("routes", node.routes);
  visit("rules", node.rules);
  visit("sysctls", node.sysctls);
  visit("ipvs", node.ipvs);
  visit("ipset", node.ipsets);
  visit("iptables", node.iptables);
  visit("ip6tables", node.ip6tables);
  visit("nftables", node.nftables.items);
  visit("run", node.run);
}

/// The services whose -A line goes.
std::set<ServiceKey> removed_services(const Node& node, const Paths& removed) {
  std::set<ServiceKey> services;
  for (const IpvsItem& item : node.ipvs) {
    const bool adds = item.command.verb == IpvsadmCommand::Verb::add_service;
    if (!adds || !item.command.service) continue;
    if (removed.contains(path_of(node, "ipvs", item.name))) services.insert(*item.command.service);
  }
  return services;
}

/// The sets whose `create` goes.
std::set<std::string> removed_sets(const Node& node, const Paths& removed) {
  std::set<std::string> sets;
  for (const IpsetItem& item : node.ipsets) {
    const bool creates = item.line.verb == IpsetLine::Verb::create;
    if (creates && removed.contains(path_of(node, "ipset", item.name))) sets.insert(item.line.set);
  }
  return sets;
}

bool looks_into(const IptablesRule& rule, const std::set<std::string>& sets) {
  return std::ranges::any_of(rule.matches, [&](const Match& match) {
    return std::ranges::any_of(match.options, [&](const MatchOption& option) {
      return option.name == "--match-set" && !option.values.empty() &&
             sets.contains(option.values.front());
    });
  });
}

/// What fills a set, or looks into it, goes with it.
void drop_with_sets(Node& node, const std::set<std::string>& sets) {
  if (sets.empty()) return;
  std::erase_if(node.ipsets, [&](const IpsetItem& item) {
    return sets.contains(item.line.set) || sets.contains(item.line.member);
  });
  for (auto* rules : {&node.iptables, &node.ip6tables})
    std::erase_if(*rules, [&](const IptablesItem& item) { return looks_into(item.rule, sets); });
}

bool declares(const IptablesItem& item) { return item.rule.verb == IptablesRule::Verb::new_chain; }

/// A rule in the chain, or one that jumps to it.
bool uses_chain(const IptablesRule& rule, const IptablesRule& declaration) {
  return rule.table == declaration.table &&
         (rule.chain == declaration.chain || rule.target == declaration.chain);
}

/// A chain's rules go with it.
void drop_with_chains(const Node& node, std::string_view section, std::vector<IptablesItem>& items,
                      const Paths& removed) {
  std::vector<IptablesRule> chains;
  for (const IptablesItem& item : items)
    if (declares(item) && removed.contains(path_of(node, section, item.name)))
      chains.push_back(item.rule);
  std::erase_if(items, [&](const IptablesItem& item) {
    return std::ranges::any_of(
        chains, [&](const IptablesRule& chain) { return uses_chain(item.rule, chain); });
  });
}

/// The parts leave the text, too; with a chain its policy and its rules.
void drop_parts(Node& node, const Paths& removed) {
  auto& [text, items, place] = node.nftables;
  std::vector<NftPart> chains;
  for (const NftItem& item : items) {
    if (!removed.contains(path_of(node, "nftables", item.name))) continue;
    blank_out(text, item.part.spans);
    if (item.part.kind == NftPart::Kind::chain) chains.push_back(item.part);
  }
  std::erase_if(items, [&](const NftItem& item) {
    return std::ranges::any_of(chains,
                               [&](const NftPart& chain) { return item.part.in_chain_of(chain); });
  });
}

/// The networks that a node reaches without a gateway, in table main or wherever they are written.
std::vector<Cidr> links_of(const Node& node) {
  std::vector<Cidr> links;
  for (const Interface& interface : node.interfaces) {
    for (const InterfaceAddress& address : interface.addresses) links.push_back(address.cidr);
  }
  for (const RouteItem& item : node.routes) {
    if (!item.route.via && !item.route.dev.empty()) links.push_back(item.route.destination);
  }
  return links;
}

/// What the kernel drops or refuses once its address is gone: a route whose gateway is on no link,
/// or whose source is not an address of the node.
void drop_orphaned_routes(Node& node) {
  const std::vector<Cidr> links = links_of(node);
  std::erase_if(node.routes, [&](const RouteItem& item) {
    const Route& route = item.route;
    if (route.source && !node.owns(*route.source)) return true;
    if (!route.via || route.onlink || route.via->is_link_local()) return false;
    return std::ranges::none_of(links, [&](const Cidr& link) { return link.contains(*route.via); });
  });
}

void remove_from(Node& node, const Paths& removed) {
  for (Interface& interface : node.interfaces) {
    std::erase_if(interface.addresses, [&](const InterfaceAddress& address) {
      return removed.contains(path_of(node, interface, address));
    });
  }
  const std::set<ServiceKey> services = removed_services(node, removed);
  std::erase_if(node.ipvs, [&](const IpvsItem& item) {
    return item.command.service && services.contains(*item.command.service);
  });
  drop_with_sets(node, removed_sets(node, removed));
  drop_parts(node, removed);
  drop_with_chains(node, "iptables", node.iptables, removed);
  drop_with_chains(node, "ip6tables", node.ip6tables, removed);
  for_each_section(node, [&](std::string_view section, auto& items) {
    std::erase_if(items, [&](const Item& item) {
      return removed.contains(path_of(node, section, item.name));
    });
  });
  drop_orphaned_routes(node);
}

}  // namespace

std::vector<std::string> item_paths(const Case& whole) {
  std::vector<std::string> paths;
  for (const Node& node : whole.nodes) {
    for (const Interface& interface : node.interfaces) {
      for (const InterfaceAddress& address : interface.addresses) {
        paths.push_back(path_of(node, interface, address));
      }
    }
    for_each_section(node, [&](std::string_view section, const auto& items) {
      for (const Item& item : items) paths.push_back(path_of(node, section, item.name));
    });
  }
  return paths;
}

std::vector<std::string> declaration_paths(const Case& whole) {
  std::vector<std::string> paths;
  const auto add = [&](const Node& node, const char* section,
                       const std::vector<IptablesItem>& items) {
    for (const IptablesItem& item : items) {
      const bool used = std::ranges::any_of(items, [&](const IptablesItem& other) {
        return &other != &item && uses_chain(other.rule, item.rule);
      });
      if (declares(item) && used) paths.push_back(path_of(node, section, item.name));
    }
  };
  for (const Node& node : whole.nodes) {
    add(node, "iptables", node.iptables);
    add(node, "ip6tables", node.ip6tables);
    for (const NftItem& item : node.nftables.items)
      if (item.part.kind == NftPart::Kind::chain && item.part.hook.empty())
        paths.push_back(path_of(node, "nftables", item.name));
  }
  return paths;
}

Case without_items(const Case& whole, const std::vector<std::string>& paths) {
  const Paths removed(paths.begin(), paths.end());
  Case rest = whole;
  for (Node& node : rest.nodes) remove_from(node, removed);
  return rest;
}

}  // namespace hopproof
