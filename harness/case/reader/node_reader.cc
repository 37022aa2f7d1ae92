#include "harness/case/language/scalar_values.hh"
#include "harness/case/load.hh"
#include "harness/case/reader/readers.hh"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hopproof {
namespace {

std::vector<SysctlItem> read_sysctls(const YamlNode& map) {
  std::vector<SysctlItem> sysctls;
  for (size_t i = 0; i < map.keys.size(); ++i) {
    SysctlItem item;
    item.name = map.keys[i].text;
    item.text = map.children[i].text;
    item.place = map.keys[i].place;
    sysctls.push_back(std::move(item));
  }
  return sysctls;
}

bool is_text(const YamlNode& node) { return node.is(YamlNode::Kind::scalar); }

bool collide(const Serve& one, const Serve& other) {
  return one.transport() == other.transport() && one.port == other.port &&
         (!one.address || !other.address || *one.address == *other.address);
}

/// What a server binds to is an address of its node.
void require_own(const Serve& serve, const YamlNode& scalar, const Node& node,
                 ParseContext& context) {
  if (!serve.address || node.owns(*serve.address) || context.is_flawed(node, "interfaces")) return;
  context.error(scalar,
                fmt::format("{} is no address of node '{}'", serve.address->text(), node.name));
}

std::vector<Serve> read_serves(const YamlNode& node, const Node& owner, ParseContext& context) {
  std::vector<Serve> serves;
  const auto read = [&](const YamlNode& scalar) {
    const auto serve = parse_serve(scalar.text);
    if (!serve) return;
    if (std::ranges::any_of(serves, [&](const Serve& other) { return collide(*serve, other); })) {
      context.error(scalar, fmt::format("port {} has a server already", serve->port));
    }
    require_own(*serve, scalar, owner, context);
    serves.push_back(*serve);
  };
  if (node.is(YamlNode::Kind::scalar)) read(node);
  for (const YamlNode& child : node.children) read(child);
  return serves;
}

std::vector<NodeFile> read_files(const YamlNode& map) {
  std::vector<NodeFile> files;
  for (size_t i = 0; i < map.keys.size(); ++i) {
    files.push_back({map.keys[i].text, map.children[i].text});
  }
  return files;
}

/// Reads one node, section by section, and notes which of them are flawed.
class NodeReader {
 public:
  NodeReader(const YamlNode& key, const YamlNode& map, ParseContext& context)
      : map_(map), context_(context) {
    node_.name = key.text;
    node_.place = key.place;
  }

  Node read() {
    section("interfaces", [&](const YamlNode& s) {
      node_.interfaces =
          is_text(s) ? read_pasted_interfaces(s, context_) : read_interfaces(s, context_);
    });
    section("routes",
            [&](const YamlNode& s) { node_.routes = read_routes(s, node_.interfaces, context_); });
    section("rules", [&](const YamlNode& s) { node_.rules = read_rules(s, context_); });
    section("sysctls", [&](const YamlNode& s) {
      node_.sysctls = is_text(s) ? read_pasted_sysctls(s, node_, context_) : read_sysctls(s);
    });
    section("ipvs", [&](const YamlNode& s) {
      node_.is_director = true;
      node_.ipvs = read_ipvs(s, context_);
    });
    section("ipset", [&](const YamlNode& s) { node_.ipsets = read_ipsets(s, context_); });
    section("iptables",
            [&](const YamlNode& s) { node_.iptables = read_iptables(s, Family::v4, context_); });
    section("ip6tables",
            [&](const YamlNode& s) { node_.ip6tables = read_iptables(s, Family::v6, context_); });
    section("nftables", [&](const YamlNode& s) { node_.nftables = read_nftables(s, context_); });
    section("serves", [&](const YamlNode& s) { node_.serves = read_serves(s, node_, context_); });
    section("files", [&](const YamlNode& s) { node_.files = read_files(s); });
    section("run", [&](const YamlNode& s) { node_.run = read_run(s, context_); });
    return std::move(node_);
  }

 private:
  template <class Reader>
  void section(std::string_view name, Reader reader) {
    const size_t before = context_.diagnostics.errors();
    const YamlNode* found = map_.find(name);
    if (found) reader(*found);
    const bool dropped = found ? found->flawed : map_.flawed;
    if (dropped || context_.diagnostics.errors() != before) {
      context_.flawed_sections.insert(fmt::format("{}.{}", node_.name, name));
    }
  }

  const YamlNode& map_;
  ParseContext& context_;
  Node node_;
};

}  // namespace

namespace {

/// Which subnets the interfaces that are written by hand have on their networks.
void note_subnets(const YamlNode& interfaces, ParseContext& context) {
  const auto note = [&](const std::string& network, const YamlNode& address) {
    const auto cidr = Cidr::parse(address.text);
    if (!cidr || cidr->prefix == cidr->address.max_prefix()) return;
    context.subnets[network].push_back(*cidr);
  };
  for (size_t i = 0; i < interfaces.keys.size(); ++i) {
    const YamlNode& value = interfaces.children[i];
    const bool has_keys = value.is(YamlNode::Kind::map);
    const YamlNode* named = has_keys ? value.find("network") : nullptr;
    const YamlNode* addresses = has_keys ? value.find("addresses") : &value;
    if (addresses == nullptr) continue;
    const std::string& network = named ? named->text : interfaces.keys[i].text;
    if (context.parsed.find_network(network) == nullptr) continue;
    if (is_text(*addresses)) note(network, *addresses);
    for (const YamlNode& address : addresses->children) note(network, address);
  }
}

}  // namespace

void read_nodes(const YamlNode& map, ParseContext& context) {
  for (const YamlNode& node : map.children) {
    const YamlNode* interfaces = node.find("interfaces");
    if (interfaces != nullptr && interfaces->is(YamlNode::Kind::map))
      note_subnets(*interfaces, context);
  }
  for (size_t i = 0; i < map.keys.size(); ++i) {
    if (i == CaseLimits::nodes) {
      context.error(map.keys[i], fmt::format("a case has at most {} nodes", CaseLimits::nodes));
      return;
    }
    context.parsed.nodes.push_back(NodeReader(map.keys[i], map.children[i], context).read());
  }
}

}  // namespace hopproof
