#include "harness/import/deployment.hh"
#include "harness/model/sysctl_defaults.hh"
#include "harness/model/sysctl_name.hh"

#include <algorithm>
#include <cctype>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

constexpr int usual_mtu = 1500;

/// A link of a host, with what is plugged into the same wire.
struct Plug {
  const Host* host = nullptr;
  const Link* link = nullptr;
  size_t wire = 0;
};

bool shares_a_subnet(const Link& one, const Link& other) {
  for (const LinkAddress& a : one.addresses)
    for (const LinkAddress& b : other.addresses)
      if (a.cidr.prefix < a.cidr.address.max_prefix() && a.cidr.contains(b.cidr.address) &&
          b.cidr.contains(a.cidr.address))
        return true;
  return false;
}

/// True where `other` has a network that one's address, alone in the world, is in.
bool lies_in(const Link& one, const Link& other) {
  for (const LinkAddress& a : one.addresses)
    for (const LinkAddress& b : other.addresses)
      if (b.cidr.contains(a.cidr.address)) return true;
  return false;
}

bool has_no_network(const Link& link) {
  return std::ranges::all_of(link.addresses, [](const LinkAddress& a) {
    return a.cidr.prefix == a.cidr.address.max_prefix();
  });
}

/// Does the host use the interface for anything?
bool is_used(const Host& host, const Link& link) {
  if (!link.addresses.empty()) return true;
  return std::ranges::any_of(host.routes, [&](const Fact& route) {
    return (route.text + " ").find(" dev " + link.name + " ") != std::string::npos;
  });
}

/// Finds out which links are plugged into the same wire.
class Wires {
 public:
  explicit Wires(const Hosts& hosts) {
    for (const Host& host : hosts.all)
      for (const Link& link : host.links)
        if (!link.is_unplugged() && is_used(host, link))
          plugs_.push_back({&host, &link, plugs_.size()});
    for (size_t i = 0; i < plugs_.size(); ++i)
      for (size_t j = i + 1; j < plugs_.size(); ++j)
        if (plugs_[i].host != plugs_[j].host && shares_a_subnet(*plugs_[i].link, *plugs_[j].link))
          join(i, j);
    for (size_t i = 0; i < plugs_.size(); ++i) place_alone(i);
  }

  const std::vector<Plug>& plugs() const { return plugs_; }

 private:
  void join(size_t one, size_t other) {
    const size_t from = plugs_[other].wire, to = plugs_[one].wire;
    for (Plug& plug : plugs_)
      if (plug.wire == from) plug.wire = to;
  }

  bool is_alone(size_t plug) const {
    return std::ranges::count(plugs_, plugs_[plug].wire, &Plug::wire) == 1;
  }

  /// A link that has only addresses of one host is where others have it in their network.
  void place_alone(size_t plug) {
    if (!is_alone(plug) || !has_no_network(*plugs_[plug].link)) return;
    for (size_t i = 0; i < plugs_.size(); ++i)
      if (plugs_[i].host != plugs_[plug].host && lies_in(*plugs_[plug].link, *plugs_[i].link))
        return join(i, plug);
  }

  std::vector<Plug> plugs_;
};

bool is_network_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
  });
}

std::string name_after(const Cidr& subnet) {
  std::string name = fmt::format("net-{}-{}", subnet.address.text(), subnet.prefix);
  std::ranges::replace(name, ':', '-');
  return name;
}

/// Makes a network of each wire.
class SegmentMaker {
 public:
  SegmentMaker(const Wires& wires, Deployment& deployment) : wires_(wires), into_(deployment) {
    for (const Plug& plug : wires_.plugs())
      if (!names_.contains(plug.wire)) make(plug.wire);
  }

  std::string name_of(const Host& host, const Link& link) const {
    for (const Plug& plug : wires_.plugs())
      if (plug.host == &host && plug.link == &link) return names_.at(plug.wire);
    return "";
  }

 private:
  void make(size_t wire) {
    Segment segment;
    for (const Plug& plug : wires_.plugs()) {
      if (plug.wire != wire) continue;
      segment.ports += fmt::format("{}{} {}", segment.ports.empty() ? "" : ", ", plug.host->name,
                                   plug.link->name);
      for (const LinkAddress& address : plug.link->addresses) add_subnet(address.cidr, segment);
      if (plug.link->mtu != 0 && plug.link->mtu != usual_mtu) segment.mtu = plug.link->mtu;
    }
    segment.name = name_for(wire, segment);
    names_[wire] = segment.name;
    into_.segments.push_back(std::move(segment));
  }

  static void add_subnet(const Cidr& cidr, Segment& segment) {
    const Cidr subnet{cidr.address.masked(cidr.prefix), cidr.prefix};
    if (cidr.prefix == cidr.address.max_prefix()) return;
    if (std::ranges::find(segment.subnets, subnet) == segment.subnets.end())
      segment.subnets.push_back(subnet);
  }

  /// What all who are plugged in call it, where no other wire is called so; else its subnet.
  std::string name_for(size_t wire, const Segment& segment) const {
    std::string name;
    bool is_common = true;
    for (const Plug& plug : wires_.plugs()) {
      if (plug.wire == wire && name.empty()) name = plug.link->name;
      if (plug.wire == wire) is_common = is_common && plug.link->name == name;
    }
    for (const Plug& plug : wires_.plugs())
      if (plug.wire != wire && plug.link->name == name) is_common = false;
    if (is_common && is_network_name(name)) return into_.free_name(name);
    if (segment.subnets.empty()) return into_.free_name("wire");
    return into_.free_name(name_after(segment.subnets.front()));
  }

  const Wires& wires_;
  Deployment& into_;
  std::map<size_t, std::string> names_;
};

/// What the kernel has where nobody set it; nullopt: it decides nothing that a case can show.
std::optional<std::string> usual_value(const std::string& path, const Host& host) {
  for (const auto* known : {&model::kernel_defaults(), &model::director_defaults()})
    for (const model::SysctlValue& one : *known)
      if (one.path == path) return one.value;
  const std::string interface = model::sysctl_interface(path);
  if (interface.empty() || interface == "default" || interface == "lo" ||
      host.find_link(interface) == nullptr)
    return std::nullopt;
  std::string general = path;  // a new interface has what `default` has
  const size_t at = general.find(interface, general.find("/conf/"));
  if (at == std::string::npos) return std::nullopt;
  return usual_value(general.replace(at, interface.size(), "default"), host);
}

/// The value of the sysctl of this path; "" when it was not printed.
std::string value_of(const Host& host, std::string_view path) {
  for (const Setting& setting : host.sysctls)
    if (model::sysctl_path(setting.name) == path) return setting.value;
  return "";
}

/// What forwarding changes by itself (inet_forward_change, addrconf_fixup_forwarding).
std::optional<std::string> set_by_forwarding(const Host& host, const std::string& path) {
  const bool is_4 = path.starts_with("net/ipv4/");
  const std::string on =
      value_of(host, is_4 ? "net/ipv4/ip_forward" : "net/ipv6/conf/all/forwarding");
  if (path == "net/ipv4/conf/all/accept_redirects") return on == "1" ? "0" : "1";
  if (!path.ends_with("/forwarding") || path == "net/ipv6/conf/all/forwarding") return std::nullopt;
  return on;
}

/// What can decide an outcome and is not as the kernel has it.
std::vector<Setting> notable_sysctls(const Host& host, bool is_director) {
  std::vector<Setting> kept;
  for (const Setting& setting : host.sysctls) {
    const auto path = model::sysctl_path(setting.name);
    if (!path || path->find("/conf/default/") != std::string::npos) continue;
    if (path->starts_with("net/ipv4/vs/") && !is_director) continue;
    const auto usual = usual_value(*path, host);
    if (!usual) continue;
    if (!model::same_sysctl_value(set_by_forwarding(host, *path).value_or(*usual), setting.value))
      kept.push_back(setting);
  }
  return kept;
}

std::vector<VirtualService> services_of(const std::vector<Fact>& lines) {
  ServiceTable table;
  for (const Fact& line : lines) {
    const auto command = parse_ipvsadm(line.text);
    if (const auto* good = std::get_if<IpvsadmCommand>(&command)) table.apply(*good);
  }
  return table.services();
}

/// The lines of one service alone.
std::vector<Fact> only_lines_of(const std::vector<Fact>& lines, const Endpoint& only) {
  std::vector<Fact> kept;
  for (const Fact& line : lines) {
    const auto command = parse_ipvsadm(line.text);
    const auto* good = std::get_if<IpvsadmCommand>(&command);
    if (good == nullptr || !good->service || good->service->vip == only) kept.push_back(line);
  }
  return kept;
}

Member member_of(const Host& host, const SegmentMaker& segments, const ImportOptions& options) {
  Member member;
  member.name = host.name;
  for (const Link& link : host.links) {
    const std::string segment = segments.name_of(host, link);
    if (segment.empty() && link.addresses.empty()) continue;
    member.ports.push_back({link.name, segment, link.addresses, link.where});
  }
  member.is_director = host.knows(Topic::services);
  member.ipvs = options.only ? only_lines_of(host.ipvs, *options.only) : host.ipvs;
  member.services = services_of(member.ipvs);
  member.routes = host.routes;
  member.rules = host.rules;
  member.ipsets = host.ipsets;
  member.iptables = host.iptables;
  member.ip6tables = host.ip6tables;
  member.nftables = host.nftables;
  member.sysctls = notable_sysctls(host, member.is_director);
  if (member.is_director) member.role = "director";
  return member;
}

}  // namespace

Deployment wire_up(const Hosts& hosts, const ImportOptions& options) {
  Deployment deployment;
  deployment.remarks = hosts.remarks;
  const Wires wires(hosts);
  const SegmentMaker segments(wires, deployment);
  for (const Host& host : hosts.all)
    deployment.members.push_back(member_of(host, segments, options));
  return deployment;
}

}  // namespace hopproof::imports
