#include "harness/case/reader/hop_reader.hh"

#include "harness/case/reader/names.hh"

namespace hopproof {
namespace {

using Kind = YamlNode::Kind;

std::optional<HopPattern> read_hop(const YamlNode& key, Draft& draft) {
  auto result = parse_hop(key.text);
  if (const auto* error = std::get_if<LineError>(&result)) {
    draft.add(key, 0, *error);
    return std::nullopt;
  }
  HopPattern hop = std::get<HopPattern>(std::move(result));
  const size_t arrow = key.text.find('>');
  require_hop_end(hop.from, draft.place_of_word(key, hop.from), draft);
  require_hop_end(hop.to, draft.place_of_word(key, hop.to, arrow), draft);
  if (!hop.network.empty()) {
    require_network(hop.network, draft.place_of_word(key, hop.network, key.text.rfind(" on ")),
                    draft);
  }
  if (hop.from == hop.to && hop.from != "any") {
    draft.error(key, "a hop leads from one node to another");
  }
  return hop;
}

void read_claim(const std::optional<HopPattern>& hop, const YamlNode& key, const YamlNode& scalar,
                std::vector<HopClaim>& claims, Draft& draft) {
  auto packet = read_packet(scalar, draft);
  if (!hop || !packet) return;
  claims.push_back({*hop, *std::move(packet), scalar.place, key.place});
}

void read_map(const YamlNode& map, std::vector<HopClaim>& claims, Draft& draft) {
  for (size_t i = 0; i < map.keys.size() && !draft.complaints.full(); ++i) {
    const YamlNode& value = map.children[i];
    const auto hop = read_hop(map.keys[i], draft);
    if (value.is(Kind::scalar)) read_claim(hop, map.keys[i], value, claims, draft);
    for (const YamlNode& packet : value.children) {
      read_claim(hop, map.keys[i], packet, claims, draft);
    }
  }
}

}  // namespace

std::vector<HopClaim> read_hops(const YamlNode& node, Draft& draft) {
  std::vector<HopClaim> claims;
  if (node.is(Kind::map)) {
    read_map(node, claims, draft);
  } else {
    for (const YamlNode& child : node.children) read_map(child, claims, draft);
  }
  return claims;
}

Way read_way(const YamlNode& node, const Place& place, Draft& draft) {
  Way way;
  way.place = place;
  way.none = node.is(Kind::scalar);
  if (!way.none) way.hops = read_hops(node, draft);
  return way;
}

std::optional<PacketPattern> read_packet(const YamlNode& scalar, Draft& draft) {
  auto result = parse_packet(scalar.text);
  if (const auto* error = std::get_if<LineError>(&result)) {
    draft.add(scalar, 0, *error);
    return std::nullopt;
  }
  auto packet = std::get<PacketPattern>(std::move(result));
  require_addresses(packet, scalar, draft);
  return packet;
}

}  // namespace hopproof
