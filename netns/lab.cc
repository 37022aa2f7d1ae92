#include "netns/lab.hh"

#include "harness/base/error.hh"
#include "netns/carrier.hh"
#include "netns/lab_mood.hh"
#include "netns/lab_node.hh"
#include "netns/link.hh"
#include "netns/netlink/request_queue.hh"
#include "netns/offload.hh"
#include "netns/scratch_folder.hh"
#include "netns/sysctl.hh"
#include "netns/topology.hh"

#include <optional>

#include <fmt/format.h>

namespace hopproof::netns {

/// The members are the order of building; their destruction, in reverse, is the order of removal.
struct Lab::Impl {
  Case deployment;
  Topology topology;
  ScratchFolder scratch;
  std::vector<LabNode> nodes;
  std::optional<Namespace> switches;  ///< every bridge of the lab
  std::vector<TapPoint> taps;

  Impl(const Case& wanted, LabOptions options);
  void create_nodes();
  void create_switches();
  void join_with_pair(const Segment& segment, netlink::RequestQueue& queue);
  void join_with_switch(const Segment& segment, netlink::RequestQueue& queue);
  void create_links();
  void list_taps();
  void switch_offloads_off() const;
  void configure();
  void wait_for_carriers() const;

  VethEnd node_end(const Plug& plug) const;
  std::string attempt_of(const Segment& segment) const;
  /// What is in this namespace: nullopt for the switches.
  std::vector<int> plugged_indices(const LabNode& node) const;
};

Lab::Impl::Impl(const Case& wanted, LabOptions options) : deployment(wanted), topology(deployment) {
  create_nodes();
  create_switches();
  create_links();
  list_taps();
  if (!options.offloads) switch_offloads_off();
  configure();
  wait_for_carriers();
}

void Lab::Impl::create_nodes() {
  const std::vector<model::SysctlValue> mood = lab_mood(topology.uses_ipv6);
  nodes.reserve(deployment.nodes.size());
  for (const Node& node : deployment.nodes) {
    nodes.push_back({&node, Namespace::create(), scratch.add_folder(node.name)});
    for (const NodeFile& file : node.files)
      write_new_file(nodes.back().folder, file.name, file.text);
    pin_sysctls(nodes.back().space, mood);
    apply_general_sysctls(nodes.back());
  }
}

void Lab::Impl::create_switches() {
  if (!topology.has_switch) return;
  switches.emplace(Namespace::create());
  const EnterScope in(*switches);
  // A wire neither speaks nor filters.
  write_sysctl("net/ipv6/conf/default/disable_ipv6", "1");
  for (const char* hook : {"iptables", "ip6tables", "arptables"})
    write_sysctl(std::string("net/bridge/bridge-nf-call-") + hook, "0");
}

VethEnd Lab::Impl::node_end(const Plug& plug) const {
  VethEnd end;
  end.space = &nodes[plug.node_number].space;
  end.name = plug.interface->name;
  end.index = plug.index;
  end.mac = plug.mac;
  return end;
}

std::string Lab::Impl::attempt_of(const Segment& segment) const {
  std::string ends;
  for (const size_t i : segment.plugs)
    ends += (ends.empty() ? "" : ", ") + topology.plugs[i].node->name + "." +
            topology.plugs[i].interface->name;
  return fmt::format("create network {} ({})", segment.network->name, ends);
}

void Lab::Impl::join_with_pair(const Segment& segment, netlink::RequestQueue& queue) {
  add_veth(queue, node_end(topology.plugs[segment.plugs[0]]),
           node_end(topology.plugs[segment.plugs[1]]), segment.network->mtu, attempt_of(segment));
}

void Lab::Impl::join_with_switch(const Segment& segment, netlink::RequestQueue& queue) {
  add_bridge(queue, segment.bridge, segment.bridge_index, segment.network->mtu,
             attempt_of(segment));
  for (const size_t i : segment.plugs) {
    const Plug& plug = topology.plugs[i];
    VethEnd port;
    port.space = &*switches;
    port.name = plug.port;
    port.index = plug.port_index;
    port.mac = {0x02, 0x02, 0, 0, uint8_t(plug.port_index >> 8), uint8_t(plug.port_index)};
    port.bridge = segment.bridge_index;
    port.up = true;
    add_veth(queue, port, node_end(plug), segment.network->mtu, attempt_of(segment));
  }
}

void Lab::Impl::create_links() {
  if (nodes.empty()) return;
  netlink::RequestQueue queue(switches ? *switches : nodes.front().space);
  for (const Segment& segment : topology.segments)
    segment.bridge.empty() ? join_with_pair(segment, queue) : join_with_switch(segment, queue);
  queue.commit();
  for (const LabNode& node : nodes) {
    add_unplugged_interfaces(node, topology);
    apply_interface_sysctls(node);
  }
}

void Lab::Impl::list_taps() {
  for (const Plug& plug : topology.plugs) {
    if (plug.network == nullptr) continue;
    TapPoint tap{plug.node->name, plug.interface->name,           plug.network->name,  plug.mac,
                 false,           &nodes[plug.node_number].space, plug.interface->name};
    taps.push_back(tap);
    if (plug.port.empty()) continue;
    tap.switch_side = true;
    tap.space = &*switches;
    tap.device = plug.port;
    taps.push_back(std::move(tap));
  }
}

void Lab::Impl::switch_offloads_off() const {
  std::map<const Namespace*, std::vector<std::string>> devices;
  for (const TapPoint& tap : taps) devices[tap.space].push_back(tap.device);
  for (const auto& [space, names] : devices) hopproof::netns::switch_offloads_off(*space, names);
}

void Lab::Impl::configure() {
  for (const LabNode& node : nodes) configure_node(node, topology);
}

std::vector<int> Lab::Impl::plugged_indices(const LabNode& node) const {
  std::vector<int> indices;
  for (const Plug& plug : topology.plugs)
    if (plug.node == node.node && plug.network != nullptr) indices.push_back(plug.index);
  return indices;
}

void Lab::Impl::wait_for_carriers() const {
  for (const LabNode& node : nodes)
    wait_for_carrier(node.space, plugged_indices(node), node.node->name);
  if (!switches) return;
  std::vector<int> ports;
  for (const Plug& plug : topology.plugs)
    if (!plug.port.empty()) ports.push_back(plug.port_index);
  wait_for_carrier(*switches, ports, "a switch");
}

Lab::Lab(const Case& deployment, LabOptions options)
    : impl_(std::make_unique<Impl>(deployment, options)) {}
Lab::~Lab() = default;

const Case& Lab::deployment() const { return impl_->deployment; }
std::vector<LabNode>& Lab::nodes() { return impl_->nodes; }
const std::vector<TapPoint>& Lab::tap_points() const { return impl_->taps; }
const std::string& Lab::folder() const { return impl_->scratch.path(); }

LabNode& Lab::node(std::string_view name) {
  for (LabNode& node : impl_->nodes)
    if (node.node->name == name) return node;
  throw HostError(fmt::format("the lab has no node {}", name));
}

}  // namespace hopproof::netns
