#include "netns/plan.hh"

#include "harness/base/text.hh"
#include "netns/shell_words.hh"
#include "netns/topology.hh"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace hopproof::netns {
namespace {

constexpr const char* switches = "hopproof-switches";

/// Text of the case in a comment: one line, whatever is in it.
std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(
      line, [](char c) { return c >= 0 && c < ' '; }, ' ');
  return line;
}

/// Without a leading "iptables" or "ipvsadm", which is in front of the line anyway.
std::string without_program(const std::string& text, std::string_view program) {
  const bool named = text.starts_with(program) && text.substr(program.size()).starts_with(' ');
  return named ? text.substr(program.size() + 1) : text;
}

class PlanWriter {
 public:
  explicit PlanWriter(const Case& deployment) : case_(deployment), topology_(deployment) {}

  std::string write() {
    write_head();
    write_namespaces();
    for (const Node& node : case_.nodes) write_first_sysctls(node);
    for (const Segment& segment : topology_.segments) write_segment(segment);
    for (const Node& node : case_.nodes) write_node(node);
    write_clean_up();
    return std::move(text_);
  }

  std::string write_on(const Node& node) {
    named_ = false;
    write_sysctls(node, Interfaces::none);
    write_unplugged(node);
    write_sysctls(node, Interfaces::own);
    write_configuration(node);
    return std::move(text_);
  }

 private:
  enum class Interfaces { none, own };

  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
    text_ += '\n';
  }

  void write_head() {
    line("#!/bin/sh");
    line("# {}", one_line(case_.name));
    line("#");
    line("# Run this as root. Every node becomes a network namespace of its own name.");
    line("# A new namespace takes net.ipv4.conf.all and .default from the host: look there first");
    line(
        "# if it behaves differently from `hopproof run`, which sets them to the kernel's defaults.");
    line("set -e");
    const auto has_items = [](const Node* node) { return !node->ipvs.empty(); };
    if (std::ranges::any_of(case_.directors(), has_items)) line("modprobe ip_vs");
  }

  void write_namespaces() {
    line("\n# Nodes");
    for (const Node& node : case_.nodes) line("ip netns add {}", shell_word(node.name));
    if (!topology_.has_switch) return;
    line("\n# Switches live in a namespace of their own, where nothing filters their frames");
    line("ip netns add {}", switches);
    line("ip netns exec {} sysctl -qw net.ipv6.conf.default.disable_ipv6=1", switches);
    for (const char* hook : {"iptables", "ip6tables", "arptables"})
      line("ip netns exec {} sysctl -eqw net.bridge.bridge-nf-call-{}=0", switches, hook);
  }

  void write_segment(const Segment& segment) {
    line("\n# Network {}", segment.network->name);
    if (segment.bridge.empty()) return write_pair(segment);
    line("ip -n {} link add name {} mtu {} type bridge stp_state 0 mcast_snooping 0", switches,
         segment.bridge, segment.network->mtu);
    line("ip -n {} link set dev {} up", switches, segment.bridge);
    for (const size_t i : segment.plugs) write_port(topology_.plugs[i], segment);
  }

  void write_pair(const Segment& segment) {
    const Plug& near = topology_.plugs[segment.plugs[0]];
    const Plug& far = topology_.plugs[segment.plugs[1]];
    line("ip link add {} type veth peer {}", end_of(near), end_of(far));
  }

  void write_port(const Plug& plug, const Segment& segment) {
    line("ip link add {} type veth peer name {} netns {} mtu {}", end_of(plug), plug.port, switches,
         segment.network->mtu);
    line("ip -n {} link set dev {} master {} up", switches, plug.port, segment.bridge);
  }

  static std::string end_of(const Plug& plug) {
    return fmt::format("name {} netns {} address {} mtu {}", shell_word(plug.interface->name),
                       shell_word(plug.node->name), text(plug.mac), plug.network->mtu);
  }

  void write_node(const Node& node) {
    line("\n# Node {}", node.name);
    write_unplugged(node);
    write_sysctls(node, Interfaces::own);
    write_configuration(node);
  }

  void write_configuration(const Node& node) {
    write_interfaces(node);
    const std::string ip = ip_of(node);
    for (const PolicyRuleItem& item : node.rules)
      line("{}{} rule add {}", ip, option(item.rule.family), shell_line(item.text));
    for (const RouteItem& item : node.routes)
      line("{}{} route add {}", ip, option(item.route.family), shell_line(item.text));
    write_programs(node);
  }

  std::string ip_of(const Node& node) const {
    return named_ ? "ip -n " + shell_word(node.name) : "ip";
  }

  /// What stands before other programs than ip.
  std::string enter(const Node& node) const {
    return named_ ? fmt::format("ip netns exec {} ", shell_word(node.name)) : "";
  }

  static const char* option(Family family) { return family == Family::v4 ? "" : " -6"; }

  void write_unplugged(const Node& node) {
    for (const Plug& plug : topology_.plugs) {
      if (plug.node != &node || plug.network != nullptr || is_loopback(*plug.interface)) continue;
      if (is_tunnel(*plug.interface)) {
        line("modprobe ipip");
        continue;
      }
      line("# Not plugged in, like a dummy: a bridge without ports");
      line("{} link add name {} address {} arp off type bridge", ip_of(node),
           shell_word(plug.interface->name), text(plug.mac));
    }
  }

  void write_first_sysctls(const Node& node) {
    if (!node.sysctls.empty()) line("\n# Sysctls of {}", node.name);
    write_sysctls(node, Interfaces::none);
  }

  /// Those of single interfaces come when these exist, all others before.
  void write_sysctls(const Node& node, Interfaces wanted) {
    for (const SysctlItem& item : node.sysctls)
      if (is_of_interface(node, item) == (wanted == Interfaces::own))
        line("{}sysctl -qw {}", enter(node), shell_word(item.name + "=" + item.text));
  }

  static bool is_of_interface(const Node& node, const SysctlItem& item) {
    return std::ranges::any_of(node.interfaces, [&](const Interface& interface) {
      return item.name.find("." + interface.name + ".") != std::string::npos;
    });
  }

  void write_interfaces(const Node& node) {
    const std::string ip = ip_of(node);
    line("{} link set dev lo up", ip);
    for (const Interface& interface : node.interfaces) {
      const std::string device = shell_word(interface.name);
      if (!is_loopback(interface)) line("{} link set dev {} up", ip, device);
      for (const InterfaceAddress& address : interface.addresses)
        line("{} address add {} dev {}{}", ip, address.cidr.text(), device,
             address.cidr.address.is_v4() ? "" : " nodad");
    }
  }

  void write_programs(const Node& node) {
    const std::string in = enter(node);
    for (const IpsetItem& item : node.ipsets)
      line("{}ipset {}", in, shell_line(without_program(item.text, "ipset")));
    for (const IptablesItem& item : node.iptables)
      line("{}iptables {}", in, shell_line(without_program(item.text, "iptables")));
    for (const IptablesItem& item : node.ip6tables)
      line("{}ip6tables {}", in, shell_line(without_program(item.text, "ip6tables")));
    write_nftables(node);
    for (const IpvsItem& item : node.ipvs)
      line("{}ipvsadm {}", in, shell_line(without_program(item.text, "ipvsadm")));
    if (!node.serves.empty()) line("# serves {}: start your own server", list_serves(node));
    for (const Item& item : node.run) line("# runs {}", one_line(item.text));
  }

  void write_nftables(const Node& node) {
    if (node.nftables.empty()) return;
    line("{}nft -f - <<'HOPPROOF'", enter(node));
    for (const std::string_view one : lines_of(node.nftables.text)) line("{}", one);
    line("HOPPROOF");
  }

  static std::string list_serves(const Node& node) {
    std::string list;
    for (const Serve& serve : node.serves) list += (list.empty() ? "" : " ") + serve.text();
    return list;
  }

  void write_clean_up() {
    line("\n# Clean up when done");
    for (const Node& node : case_.nodes) line("# ip netns delete {}", shell_word(node.name));
    if (topology_.has_switch) line("# ip netns delete {}", switches);
  }

  const Case& case_;
  Topology topology_;
  bool named_ = true;  ///< commands say in which namespace they are typed
  std::string text_;
};

}  // namespace

std::string plan(const Case& deployment) { return PlanWriter(deployment).write(); }

std::vector<std::string> commands_on(const Case& deployment, const Node& node) {
  const std::string text = PlanWriter(deployment).write_on(node);
  const auto lines = lines_of(text);
  return {lines.begin(), lines.end()};
}

}  // namespace hopproof::netns
