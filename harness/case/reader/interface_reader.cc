#include "harness/base/spellcheck.hh"
#include "harness/case/language/scalar_type.hh"
#include "harness/case/reader/readers.hh"

#include <fmt/format.h>

namespace hopproof {
namespace {

bool is_never_plugged_in(std::string_view interface) {
  return interface == "lo" || interface == "tunl0";
}

void read_address(const YamlNode& scalar, Interface& interface, ParseContext& context) {
  const auto cidr = Cidr::parse(scalar.text);
  if (!cidr) return;
  const bool has_length = scalar.text.find('/') != std::string::npos;
  if (!has_length && !interface.network.empty()) {
    context.diagnostics.warning(
        scalar.place,
        fmt::format("'{}' has no prefix length, so it is {}; a neighbour on the network "
                    "needs more, such as {}/{}",
                    scalar.text, cidr->text(), scalar.text, cidr->address.is_v4() ? 24 : 64));
  }
  interface.addresses.push_back({*cidr, scalar.text, scalar.place});
}

void read_addresses(const YamlNode& node, Interface& interface, ParseContext& context) {
  if (node.is(YamlNode::Kind::scalar)) read_address(node, interface, context);
  for (const YamlNode& child : node.children) read_address(child, interface, context);
}

void require_network(const std::string& network, const Place& place, std::string_view interface,
                     ParseContext& context) {
  if (context.parsed.networks.empty() || context.parsed.find_network(network)) return;
  std::vector<std::string> known;
  for (const Network& one : context.parsed.networks) known.push_back(one.name);
  const std::string hint = did_you_mean(network, known);
  context.diagnostics.error(
      place,
      fmt::format("interface '{}' is on network '{}', which is not under networks{}", interface,
                  network, hint.empty() ? "; a dummy has {network: none}" : hint));
}

/// The network of an interface, "" for none. `named` is the value of its key `network`, or null.
std::string choose_network(const YamlNode& key, const YamlNode* named, ParseContext& context) {
  if (is_never_plugged_in(key.text)) {
    if (named && named->text != "none") {
      context.error(*named, fmt::format("'{}' is not plugged into any network", key.text));
    }
    return "";
  }
  if (named && named->text == "none") return "";
  const YamlNode& word = named ? *named : key;
  if (!named && !scalar::interface_name.problem_with(key.text).empty())
    return word.text;  // reported already
  require_network(word.text, word.place, key.text, context);
  return word.text;
}

}  // namespace

std::vector<Interface> read_interfaces(const YamlNode& map, ParseContext& context) {
  std::vector<Interface> interfaces;
  for (size_t i = 0; i < map.keys.size(); ++i) {
    const YamlNode& key = map.keys[i];
    const YamlNode& value = map.children[i];
    const bool has_keys = value.is(YamlNode::Kind::map);
    Interface interface;
    interface.name = key.text;
    interface.place = key.place;
    interface.network = choose_network(key, has_keys ? value.find("network") : nullptr, context);
    const YamlNode* addresses = has_keys ? value.find("addresses") : &value;
    if (addresses) read_addresses(*addresses, interface, context);
    interfaces.push_back(std::move(interface));
  }
  return interfaces;
}

}  // namespace hopproof
