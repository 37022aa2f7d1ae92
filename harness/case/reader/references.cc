#include "harness/case/reader/references.hh"

#include "harness/base/spellcheck.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Names = std::vector<std::string>;

template <class Range>
Names names_of(const Range& range) {
  Names names;
  for (const auto& one : range) names.push_back(one.name);
  return names;
}

/// Without nodes every name would be unknown; that there are none has been said.
bool knows_nodes(const ParseContext& context) { return !context.parsed.nodes.empty(); }

bool is_role(std::string_view name) {
  return name == "client" || name == "director" || name == "rs";
}

void report_node(std::string_view name, const Place& place, const Names& candidates,
                 ParseContext& context) {
  context.diagnostics.error(
      place, fmt::format("there is no node '{}'{}", name, did_you_mean(name, candidates)));
}

/// For `director`, `rs`, RIP and DIP, which somebody with `ipvs` must play or choose.
void require_some_director(std::string_view word, const Place& place, ParseContext& context) {
  const bool may_be_dropped = std::ranges::any_of(
      context.parsed.nodes, [&](const Node& node) { return context.is_flawed(node, "ipvs"); });
  if (!context.parsed.directors().empty() || may_be_dropped) return;
  context.diagnostics.error(
      place,
      fmt::format("'{}' means nothing here: no node has ipvs, so there is no director", word));
}

void require_one_director(const Place& place, ParseContext& context) {
  require_some_director("director", place, context);
  const auto directors = context.parsed.directors();
  if (directors.size() < 2) return;
  std::string all;
  for (const Node* node : directors) all += (all.empty() ? "" : ", ") + node->name;
  context.diagnostics.error(
      place,
      fmt::format("'director' could be any node with ipvs ({}); name the one that is meant", all));
}

struct Split {
  std::string_view head, tail;  ///< before and behind the first dot
};

Split split_at_dot(std::string_view text) {
  const size_t dot = text.find('.');
  if (dot == std::string_view::npos) return {text, ""};
  return {text.substr(0, dot), text.substr(dot + 1)};
}

/// The addresses that NODE or NODE.INTERFACE can mean in one family.
Names addresses_of(const Node& node, std::string_view interface, Family family) {
  Names addresses;
  for (const Interface& one : node.interfaces) {
    if (!interface.empty() && one.name != interface) continue;
    if (interface.empty() && one.name == "lo") continue;
    for (const InterfaceAddress& address : one.addresses) {
      if (address.cidr.address.family() == family) addresses.push_back(address.cidr.address.text());
    }
  }
  return addresses;
}

/// Says so when NODE or NODE.INTERFACE is not a single address in either family.
void require_one_address(std::string_view site, const Place& place, ParseContext& context) {
  const auto [name, interface] = split_at_dot(site);
  const Node* node = context.parsed.find_node(name);
  if (!node || context.is_flawed(*node, "interfaces")) return;
  const Names v4 = addresses_of(*node, interface, Family::v4);
  const Names v6 = addresses_of(*node, interface, Family::v6);
  if (v4.size() == 1 || v6.size() == 1) return;
  if (v4.empty() && v6.empty()) {
    context.diagnostics.error(place, fmt::format("'{}' has no address", site));
    return;
  }
  Names all = v4;
  all.insert(all.end(), v6.begin(), v6.end());
  context.diagnostics.error(place, fmt::format("'{}' could be {}; write the one that is meant",
                                               site, fmt::join(all, " or ")));
}

void require_address(const AddressPattern& address, const YamlNode& scalar, ParseContext& context) {
  using Kind = AddressPattern::Kind;
  if (address.kind == Kind::rip || address.kind == Kind::dip) {
    const std::string_view word = address.kind == Kind::rip ? "RIP" : "DIP";
    require_some_director(word, context.place_of_word(scalar, word), context);
  }
  if (address.kind != Kind::name || !knows_nodes(context)) return;
  const Place place = context.place_of_word(scalar, address.name);
  const size_t before = context.diagnostics.errors();
  require_site(address.name, place, context);
  if (context.diagnostics.errors() == before) require_one_address(address.name, place, context);
}

}  // namespace

void require_node(std::string_view name, const Place& place, ParseContext& context) {
  if (!knows_nodes(context) || context.parsed.find_node(name)) return;
  report_node(name, place, names_of(context.parsed.nodes), context);
}

void require_server(std::string_view name, const Place& place, ParseContext& context) {
  if (!IpAddress::parse(name)) require_node(name, place, context);
}

void require_hop_end(std::string_view name, const Place& place, ParseContext& context) {
  if (name == "any" || !knows_nodes(context) || context.parsed.find_node(name)) return;
  if (name == "director") return require_one_director(place, context);
  if (name == "rs") return require_some_director(name, place, context);
  if (is_role(name)) return;
  Names candidates = names_of(context.parsed.nodes);
  candidates.insert(candidates.end(), {"client", "director", "rs", "any"});
  report_node(name, place, candidates, context);
}

void require_network(std::string_view name, const Place& place, ParseContext& context) {
  if (context.parsed.networks.empty() || context.parsed.find_network(name)) return;
  context.diagnostics.error(place,
                            fmt::format("there is no network '{}'{}", name,
                                        did_you_mean(name, names_of(context.parsed.networks))));
}

void require_site(std::string_view site, const Place& place, ParseContext& context) {
  const auto [name, interface] = split_at_dot(site);
  require_node(name, part_of(place, site, name), context);
  const Node* node = context.parsed.find_node(name);
  if (!node || interface.empty() || node->find_interface(interface)) return;
  if (context.is_flawed(*node, "interfaces")) return;
  context.diagnostics.error(part_of(place, site, interface),
                            fmt::format("node '{}' has no interface '{}'{}", name, interface,
                                        did_you_mean(interface, names_of(node->interfaces))));
}

void require_addresses(const PacketPattern& packet, const YamlNode& scalar, ParseContext& context) {
  require_address(packet.source, scalar, context);
  require_address(packet.destination, scalar, context);
  if (packet.carrying) require_addresses(*packet.carrying, scalar, context);
}

}  // namespace hopproof
