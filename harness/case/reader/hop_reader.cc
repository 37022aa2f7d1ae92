#include "harness/case/reader/hop_reader.hh"

#include "harness/case/reader/references.hh"

namespace hopproof {
namespace {

std::optional<HopPattern> read_hop(const YamlNode& key, ParseContext& context) {
  auto result = parse_hop(key.text);
  if (const auto* error = std::get_if<LineError>(&result)) {
    context.add(key, 0, *error);
    return std::nullopt;
  }
  HopPattern hop = std::get<HopPattern>(std::move(result));
  const size_t arrow = key.text.find('>');
  require_hop_end(hop.from, context.place_of_word(key, hop.from), context);
  require_hop_end(hop.to, context.place_of_word(key, hop.to, arrow), context);
  if (!hop.network.empty()) {
    require_network(hop.network, context.place_of_word(key, hop.network, key.text.rfind(" on ")),
                    context);
  }
  if (hop.from == hop.to && hop.from != "any") {
    context.error(key, "a hop leads from one node to another");
  }
  return hop;
}

void read_claim(const std::optional<HopPattern>& hop, const YamlNode& key, const YamlNode& scalar,
                std::vector<HopClaim>& claims, ParseContext& context) {
  auto packet = read_packet(scalar, context);
  if (!hop || !packet) return;
  claims.push_back({*hop, *std::move(packet), scalar.place, key.place});
}

void read_map(const YamlNode& map, std::vector<HopClaim>& claims, ParseContext& context) {
  for (size_t i = 0; i < map.keys.size() && !context.diagnostics.full(); ++i) {
    const YamlNode& value = map.children[i];
    const auto hop = read_hop(map.keys[i], context);
    if (value.is(YamlNode::Kind::scalar)) read_claim(hop, map.keys[i], value, claims, context);
    for (const YamlNode& packet : value.children) {
      read_claim(hop, map.keys[i], packet, claims, context);
    }
  }
}

}  // namespace

std::vector<HopClaim> read_hops(const YamlNode& node, ParseContext& context) {
  std::vector<HopClaim> claims;
  if (node.is(YamlNode::Kind::map)) {
    read_map(node, claims, context);
  } else {
    for (const YamlNode& child : node.children) read_map(child, claims, context);
  }
  return claims;
}

Way read_way(const YamlNode& node, const Place& place, ParseContext& context) {
  Way way;
  way.place = place;
  way.none = node.is(YamlNode::Kind::scalar);
  if (!way.none) way.hops = read_hops(node, context);
  return way;
}

std::optional<PacketPattern> read_packet(const YamlNode& scalar, ParseContext& context) {
  auto result = parse_packet(scalar.text);
  if (const auto* error = std::get_if<LineError>(&result)) {
    context.add(scalar, 0, *error);
    return std::nullopt;
  }
  auto packet = std::get<PacketPattern>(std::move(result));
  require_addresses(packet, scalar, context);
  return packet;
}

}  // namespace hopproof
