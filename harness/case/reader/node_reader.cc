#include "harness/case/reader/node_reader.hh"

#include "harness/case/language/scalar_values.hh"
#include "harness/case/load.hh"
#include "harness/case/reader/interface_reader.hh"
#include "harness/case/reader/item_reader.hh"

#include <set>
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

std::vector<Serve> read_serves(const YamlNode& node, Draft& draft) {
  std::vector<Serve> serves;
  std::set<std::pair<bool, uint16_t>> taken;
  const auto read = [&](const YamlNode& scalar) {
    const auto serve = parse_serve(scalar.text);
    if (!serve) return;
    const bool is_udp = serve->protocol == Serve::Protocol::udp;
    if (!taken.emplace(is_udp, serve->port).second) {
      draft.error(scalar, fmt::format("port {} has a server already", serve->port));
    }
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
  NodeReader(const YamlNode& key, const YamlNode& map, Draft& draft) : map_(map), draft_(draft) {
    node_.name = key.text;
    node_.place = key.place;
  }

  Node read() {
    section("interfaces",
            [&](const YamlNode& s) { node_.interfaces = read_interfaces(s, draft_); });
    section("routes", [&](const YamlNode& s) { node_.routes = read_routes(s, draft_); });
    section("rules", [&](const YamlNode& s) { node_.rules = read_rules(s, draft_); });
    section("sysctls", [&](const YamlNode& s) { node_.sysctls = read_sysctls(s); });
    section("ipvs", [&](const YamlNode& s) {
      node_.is_director = true;
      node_.ipvs = read_ipvs(s, draft_);
    });
    section("iptables",
            [&](const YamlNode& s) { node_.iptables = read_iptables(s, Family::v4, draft_); });
    section("ip6tables",
            [&](const YamlNode& s) { node_.ip6tables = read_iptables(s, Family::v6, draft_); });
    section("serves", [&](const YamlNode& s) { node_.serves = read_serves(s, draft_); });
    section("files", [&](const YamlNode& s) { node_.files = read_files(s); });
    section("run", [&](const YamlNode& s) { node_.run = read_run(s, draft_); });
    return std::move(node_);
  }

 private:
  template <class Reader>
  void section(std::string_view name, Reader reader) {
    const size_t before = draft_.complaints.errors();
    const YamlNode* found = map_.find(name);
    if (found) reader(*found);
    const bool dropped = found ? found->flawed : map_.flawed;
    if (dropped || draft_.complaints.errors() != before) {
      draft_.flawed_sections.insert(fmt::format("{}.{}", node_.name, name));
    }
  }

  const YamlNode& map_;
  Draft& draft_;
  Node node_;
};

}  // namespace

void read_nodes(const YamlNode& map, Draft& draft) {
  for (size_t i = 0; i < map.keys.size(); ++i) {
    if (i == CaseLimits::nodes) {
      draft.error(map.keys[i], fmt::format("a case has at most {} nodes", CaseLimits::nodes));
      return;
    }
    draft.parsed.nodes.push_back(NodeReader(map.keys[i], map.children[i], draft).read());
  }
}

}  // namespace hopproof
