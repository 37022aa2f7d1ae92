#include "netns/lab_node.hh"

#include "harness/base/error.hh"
#include "harness/model/sysctl_name.hh"
#include "netns/addressing.hh"
#include "netns/link.hh"
#include "netns/sysctl.hh"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>
#include <net/if.h>

namespace hopproof::netns {
namespace {

bool belongs_to_director(const SysctlItem& item) { return item.name.starts_with("net.ipv4.vs."); }

std::string attempt_of(const LabNode& node, const SysctlItem& item) {
  return fmt::format("set {}.sysctls.{} to {}", node.node->name, item.name, item.text);
}

std::string path_of(const LabNode& node, const SysctlItem& item) {
  if (auto path = model::sysctl_path(item.name)) return *path;
  throw HostError(fmt::format("cannot {}: only net.* belongs to a node", attempt_of(node, item)));
}

void apply_sysctl(const LabNode& node, const SysctlItem& item, const std::string& path) {
  const int error = write_sysctl(path, item.text);
  if (error == ENOENT)
    throw HostError(fmt::format("cannot {}: a network namespace of this kernel has no such sysctl",
                                attempt_of(node, item)));
  if (error != 0) throw SystemError(attempt_of(node, item), error);
}

/// Those that `wanted` selects, the ones that reset others first.
template <class Wanted>
void apply_sysctls(const LabNode& node, Wanted wanted) {
  const EnterScope in(node.space);
  for (const bool first : {true, false}) {
    for (const SysctlItem& item : node.node->sysctls) {
      if (belongs_to_director(item)) continue;
      const std::string path = path_of(node, item);
      if (model::sysctl_resets_others(path) == first && wanted(path))
        apply_sysctl(node, item, path);
    }
  }
}

bool is_general(std::string_view path) {
  const std::string interface = model::sysctl_interface(path);
  return interface.empty() || interface == "lo";
}

/// The plugs of one node.
std::vector<const Plug*> plugs_of(const LabNode& node, const Topology& topology) {
  std::vector<const Plug*> found;
  for (const Plug& plug : topology.plugs)
    if (plug.node == node.node) found.push_back(&plug);
  return found;
}

std::string path_of(const Plug& plug) {
  return fmt::format("{}.interfaces.{}", plug.node->name, plug.interface->name);
}

/// The kernel gives lo these by itself.
bool is_born_with(const Interface& interface, const Cidr& cidr) {
  return is_loopback(interface) && (cidr.text() == "127.0.0.1/8" || cidr.text() == "::1/128");
}

int existing_index(const LabNode& node, const std::string& name) {
  const EnterScope in(node.space);
  return int(::if_nametoindex(name.c_str()));
}

int index_of(const LabNode& node, const Plug& plug) {
  return is_tunnel(*plug.interface) ? existing_index(node, plug.interface->name) : plug.index;
}

void add_addresses(netlink::RequestQueue& queue, const LabNode& node, const Plug& plug) {
  for (const InterfaceAddress& address : plug.interface->addresses) {
    if (is_born_with(*plug.interface, address.cidr)) continue;
    add_address(queue, index_of(node, plug), address.cidr,
                fmt::format("add {}.{}", path_of(plug), address.text));
  }
}

void add_tunnel(const LabNode& node, const Plug& plug) {
  netlink::RequestQueue queue(node.space);
  add_tunnel_device(queue, plug.interface->name, "create " + path_of(plug));
  try {
    queue.commit();
  } catch (const SystemError& error) {
    if (error.error_number() != EOPNOTSUPP) throw;
    throw MissingCapability(path_of(plug) + " needs a kernel that has IP-in-IP tunnels (ipip)");
  }
}

}  // namespace

void apply_general_sysctls(const LabNode& node) { apply_sysctls(node, is_general); }

void apply_interface_sysctls(const LabNode& node) {
  apply_sysctls(node, [](std::string_view path) { return !is_general(path); });
}

void add_unplugged_interfaces(const LabNode& node, const Topology& topology) {
  for (const Plug* plug : plugs_of(node, topology)) {
    if (plug->network != nullptr || is_loopback(*plug->interface)) continue;
    if (is_tunnel(*plug->interface)) {
      add_tunnel(node, *plug);
      continue;
    }
    netlink::RequestQueue queue(node.space);
    add_unplugged(queue, plug->interface->name, plug->index, plug->mac, "create " + path_of(*plug));
    queue.commit();
  }
}

void configure_node(const LabNode& node, const Topology& topology) {
  netlink::RequestQueue queue(node.space);
  const auto plugs = plugs_of(node, topology);
  const std::string& name = node.node->name;
  set_up(queue, 1, "set up lo of " + name);
  for (const Plug* plug : plugs) {
    const int index = index_of(node, *plug);
    if (plug->network != nullptr)
      set_resolution_pace(queue, index, "set the ARP retry time of " + path_of(*plug));
    set_up(queue, index, "set up " + path_of(*plug));
  }
  for (const Plug* plug : plugs) add_addresses(queue, node, *plug);
  for (const PolicyRuleItem& item : node.node->rules)
    add_policy_rule(queue, item.rule,
                    fmt::format("add rule {}.rules.{} ({})", name, item.name, item.text));
  for (const RouteItem& item : node.node->routes) {
    const std::string attempt =
        fmt::format("add route {}.routes.{} ({})", name, item.name, item.text);
    const auto find = [&](const std::string& device) {
      for (const Plug* plug : plugs)
        if (plug->interface->name == device) return index_of(node, *plug);
      if (device == "lo") return 1;
      throw HostError(fmt::format("cannot {}: {} has no interface {}", attempt, name, device));
    };
    add_route(queue, item.route, find, attempt);
  }
  queue.commit();
}

}  // namespace hopproof::netns
