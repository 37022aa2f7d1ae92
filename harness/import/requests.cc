#include "harness/case/iptables/iptables.hh"
#include "harness/case/route/route.hh"
#include "harness/import/deployment.hh"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

constexpr std::string_view documentation_client = "198.51.100.7";        // RFC 5737
constexpr std::string_view documentation_client_6 = "2001:db8:ffff::7";  // RFC 3849
constexpr int most_times = 4;

/// What a client asks for.
struct Target {
  std::string kind;
  Endpoint at;
  int servers = 1;
  std::string reason;
};

std::string transport_of(ServiceKey::Kind kind) {
  if (kind == ServiceKey::Kind::udp) return "udp";
  return kind == ServiceKey::Kind::sctp ? "sctp" : "tcp";
}

/// The port that the service's servers answer on decides how a probe speaks.
std::string kind_for(const VirtualService& service, const std::string& protocol,
                     const Endpoint& at) {
  const uint16_t port =
      service.servers.empty() ? at.port : service.servers.front().port_for(at.port);
  return request_kind(protocol, port);
}

/// Value of the option with this name; "" when the rule has none or negates it.
std::string value_of_option(const IptablesRule& rule, std::string_view name) {
  std::string value;
  const auto look = [&](const std::vector<MatchOption>& options) {
    for (const MatchOption& option : options)
      if (option.name == name && !option.negated && !option.values.empty())
        value = option.values.front();
  };
  look(rule.options);
  for (const Match& match : rule.matches) look(match.options);
  return value;
}

std::optional<uint32_t> mark_set_by(const IptablesRule& rule) {
  if (rule.target != "MARK") return std::nullopt;
  for (const char* name : {"--set-mark", "--set-xmark", "--or-mark"}) {
    const std::string value = value_of_option(rule, name);
    if (value.empty()) continue;
    try {
      return uint32_t(std::stoul(value.substr(0, value.find('/')), nullptr, 0));
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

/// What the rule that sets the mark of a service is for.
std::optional<Target> target_of_mark(const Member& director, const VirtualService& service) {
  const auto& lines = service.key.family == Family::v4 ? director.iptables : director.ip6tables;
  for (const Fact& line : lines) {
    const auto parsed = parse_iptables(line.text, service.key.family);
    const auto* good = std::get_if<ParsedRule>(&parsed);
    if (good == nullptr || mark_set_by(good->rule) != service.key.mark) continue;
    const auto address = Cidr::parse(value_of_option(good->rule, "-d"));
    const std::string port = value_of_option(good->rule, "--dport");
    const std::string ports = value_of_option(good->rule, "--dports");
    const auto number =
        parse_number((port.empty() ? ports : port).substr(0, ports.find_first_of(",:")), 65535);
    if (!address || address->prefix != address->address.max_prefix() || !number) continue;
    std::string protocol = value_of_option(good->rule, "-p");
    if (protocol != "udp" && protocol != "sctp") protocol = "tcp";
    const Endpoint at{address->address, uint16_t(*number)};
    return Target{kind_for(service, protocol, at), at, 1, ""};
  }
  return std::nullopt;
}

void add_target(const Member& director, const VirtualService& service, std::vector<Target>& targets,
                Deployment& deployment) {
  std::optional<Target> target;
  if (service.is_marked())
    target = target_of_mark(director, service);
  else if (service.key.vip.port != 0)
    target = Target{kind_for(service, transport_of(service.key.kind), service.key.vip),
                    service.key.vip, 1, ""};
  if (!target)
    return deployment.miss(fmt::format(
        "nothing asks for the service {} of {}: {}. Write a step for it.", service.key.text(),
        director.name,
        service.is_marked() ? "no iptables rule says which address and port get the mark"
                            : "it is for every port"));
  target->servers = std::max(1, int(service.servers.size()));
  target->reason = fmt::format("{} of {}", service.key.text(), director.name);
  const auto same = [&](const Target& one) {
    return one.at == target->at && one.kind == target->kind;
  };
  if (std::ranges::none_of(targets, same)) targets.push_back(*target);
}

std::vector<Target> targets_of(Deployment& deployment) {
  std::vector<Target> targets;
  for (const Member& member : deployment.members)
    for (const VirtualService& service : member.services)
      add_target(member, service, targets, deployment);
  return targets;
}

/// Addresses that others send to on their way elsewhere.
std::set<IpAddress> gateways(const Deployment& deployment) {
  std::set<IpAddress> found;
  for (const Member& member : deployment.members)
    for (const Fact& line : member.routes) {
      const auto parsed = parse_route(line.text);
      if (const auto* route = std::get_if<Route>(&parsed); route != nullptr && route->via)
        found.insert(*route->via);
    }
  return found;
}

bool is_server(const Member& member, const Deployment& deployment) {
  for (const Member& director : deployment.members)
    for (const VirtualService& service : director.services)
      for (const RealServer& server : service.servers)
        if (member.owner_of(server.address.address) != nullptr) return true;
  return false;
}

/// Nodes of files that have no other part in it.
std::vector<std::string> natural_clients(const Deployment& deployment) {
  const std::set<IpAddress> used = gateways(deployment);
  std::vector<std::string> names;
  for (const Member& member : deployment.members) {
    const bool is_gateway = std::ranges::any_of(
        used, [&](const IpAddress& address) { return member.owner_of(address) != nullptr; });
    const bool has_services = !member.services.empty();
    if (!member.is_invented && !has_services && !is_gateway && !member.ports.empty() &&
        !is_server(member, deployment))
      names.push_back(member.name);
  }
  return names;
}

/// The director of the first target, where a client has to come in.
const Member* director_for(const Endpoint& vip, const Deployment& deployment) {
  const Member* any = nullptr;
  for (const Member& member : deployment.members) {
    if (member.services.empty()) continue;
    if (any == nullptr || member.owner_of(vip.address) != nullptr) any = &member;
    if (member.owner_of(vip.address) != nullptr) break;
  }
  return any;
}

std::optional<IpAddress> default_gateway(const Member& member, Family family) {
  for (const Fact& line : member.routes) {
    const auto parsed = parse_route(line.text);
    const auto* route = std::get_if<Route>(&parsed);
    if (route != nullptr && route->destination.prefix == 0 && route->family == family &&
        route->via && route->table == 254)
      return route->via;
  }
  return std::nullopt;
}

/// Puts a client that no file tells of into the deployment.
class ClientMaker {
 public:
  ClientMaker(Deployment& deployment, const ImportOptions& options, const Endpoint& vip)
      : deployment_(deployment), options_(options), vip_(vip) {}

  /// Its name; nullopt when there is no place for it (said).
  std::optional<std::string> make() {
    const Member* director = director_for(vip_, deployment_);
    if (director == nullptr) return std::nullopt;
    director_ = *director;
    if (options_.client && deployment_.segment_of(*options_.client) != nullptr)
      return beside(*deployment_.segment_of(*options_.client), *options_.client);
    const auto gateway = options_.via ? options_.via : default_gateway(director_, family());
    if (gateway && deployment_.segment_of(*gateway) != nullptr) return behind(*gateway);
    if (options_.client) return no_way_for_it();
    return anywhere_beside();
  }

 private:
  Family family() const { return vip_.address.family(); }

  std::optional<std::string> no_way_for_it() {
    deployment_.miss(
        fmt::format("the client {} is in no network of these hosts, and no gateway is "
                    "known; --via GATEWAY says through which of their addresses it "
                    "comes.",
                    options_.client->text()));
    return std::nullopt;
  }

  std::optional<std::string> anywhere_beside() {
    Segment* segment = deployment_.segment_of(vip_.address);
    if (segment == nullptr && !director_.ports.empty())
      for (const Port& port : director_.ports)
        if (segment == nullptr && !port.segment.empty())
          segment = deployment_.find_segment(port.segment);
    if (segment == nullptr) {
      deployment_.miss(
          "there is no network that a client could stand in; give the director's "
          "`ip addr`.");
      return std::nullopt;
    }
    for (const Cidr& subnet : segment->subnets) {
      if (subnet.address.family() != family()) continue;
      const auto address = deployment_.free_address(subnet);
      if (!address) continue;
      deployment_.assume(
          fmt::format("the client is {}, beside the director on {}. --client "
                      "ADDRESS [--via GATEWAY] says where it really is.",
                      address->text(), segment->name));
      return beside(*segment, *address);
    }
    return std::nullopt;
  }

  std::string beside(Segment& segment, const IpAddress& address) {
    Member client = new_client();
    int prefix = address.max_prefix();
    for (const Cidr& subnet : segment.subnets)
      if (subnet.contains(address)) prefix = subnet.prefix;
    client.ports.push_back({"eth0", segment.name, {{{address, prefix}, {}}}, {}});
    segment.ports += fmt::format(", {} eth0", client.name);
    if (!segment.has(vip_.address)) route_to_vip(client, segment);
    deployment_.members.push_back(client);
    return client.name;
  }

  /// The VIP is in no network of the segment: the way to it leads over the director.
  void route_to_vip(Member& member, const Segment& segment) {
    const Port* port = director_.port_on(segment.name);
    if (port == nullptr) return;
    for (const LinkAddress& own : port->addresses) {
      if (own.cidr.address.family() != family() || own.cidr.address == vip_.address) continue;
      member.routes.push_back(
          {fmt::format("{} via {}", vip_.address.text(), own.cidr.address.text()), {}});
      return deployment_.assume(
          fmt::format("{} sends what is for {} to {}, the director's address "
                      "on {}. Change its route in the case if it does not.",
                      member.name, vip_.address.text(), own.cidr.address.text(), segment.name));
    }
  }

  std::string behind(const IpAddress& gateway) {
    const IpAddress address = options_.client.value_or(
        *IpAddress::parse(family() == Family::v4 ? documentation_client : documentation_client_6));
    const int prefix = family() == Family::v4 ? 24 : 64;
    const Cidr subnet{address.masked(prefix), prefix};
    const IpAddress near = neighbour_of(subnet, address);
    const std::string outside = deployment_.free_name("outside");
    const std::string router = give_port(gateway, outside, {near, prefix});
    Member client = new_client();
    client.ports.push_back({"eth0", outside, {{{address, prefix}, {}}}, {}});
    client.routes.push_back({fmt::format("default via {}", near.text()), {}});
    deployment_.segments.push_back(
        {outside, {subnet}, fmt::format("{} eth0, {} {}", client.name, router, outside_port), 0});
    deployment_.members.push_back(client);
    deployment_.assume(fmt::format(
        "the client is {}, outside, and comes through the gateway {}{}. "
        "--client ADDRESS [--via GATEWAY] says where it really is.",
        address.text(), gateway.text(), options_.via ? "" : ", the director's default route"));
    return client.name;
  }

  IpAddress neighbour_of(const Cidr& subnet, const IpAddress& taken) const {
    auto address = deployment_.free_address(subnet);
    if (address == taken) address = std::nullopt;
    return address.value_or(taken);
  }

  /// The router gets a port to the outside; where no file tells of it, it is invented.
  std::string give_port(const IpAddress& gateway, const std::string& outside, const Cidr& near) {
    const Port port{outside_port, outside, {{near, {}}}, {}};
    for (Member& member : deployment_.members) {
      if (member.owner_of(gateway) == nullptr) continue;
      member.ports.push_back(port);
      return member.name;
    }
    Segment& segment = *deployment_.segment_of(gateway);
    Member router;
    router.name = deployment_.free_name("gateway");
    router.role = "router; no file tells of it";
    router.is_invented = true;
    int prefix = gateway.max_prefix();
    for (const Cidr& subnet : segment.subnets)
      if (subnet.contains(gateway)) prefix = subnet.prefix;
    router.ports = {{"eth0", segment.name, {{{gateway, prefix}, {}}}, {}}, port};
    router.sysctls.push_back(
        {family() == Family::v4 ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding", "1", {}});
    segment.ports += fmt::format(", {} eth0", router.name);
    if (!segment.has(vip_.address)) route_to_vip(router, segment);
    deployment_.members.push_back(router);
    return router.name;
  }

  Member new_client() const {
    Member client;
    client.name = deployment_.free_name("client");
    client.role = "client; no file tells of it";
    client.is_invented = true;
    return client;
  }

  static constexpr const char* outside_port = "outside0";
  Deployment& deployment_;
  const ImportOptions& options_;
  Endpoint vip_;
  Member director_;  ///< a copy: the members move
};

/// The client of a packet that asks for one of the targets.
const SeenPacket* packet_of_a_client(const Hosts& hosts, const std::vector<Target>& targets) {
  for (const Host& host : hosts.all)
    for (const SeenPacket& packet : host.packets)
      if (std::ranges::find(targets, packet.destination, &Target::at) != targets.end())
        return &packet;
  return nullptr;
}

/// A director whose routes no file shows answers a client outside through the gateway that it comes
/// through: otherwise it would be accused of having no route.
void assume_way_out(const Hosts& hosts, const IpAddress& gateway, Deployment& deployment) {
  for (Member& member : deployment.members) {
    const auto host = std::ranges::find(hosts.all, member.name, &Host::name);
    const bool is_told = host != hosts.all.end() && host->knows(Topic::routes);
    if (!member.is_director || is_told || member.owner_of(gateway) != nullptr) continue;
    member.routes.push_back({fmt::format("default via {}", gateway.text()), {}});
    deployment.assume(
        fmt::format("{}'s default route leads to {}, where the client comes from. Give "
                    "its `ip route`, if that is not so.",
                    member.name, gateway.text()));
  }
}

std::vector<std::string> clients_for(const Hosts& hosts, const std::vector<Target>& targets,
                                     ImportOptions options, Deployment& deployment) {
  if (const SeenPacket* packet = packet_of_a_client(hosts, targets); packet && !options.client) {
    options.client = packet->source.address;
    deployment.assume(fmt::format(
        "{} is the client, as its packet to {} shows ({}). --client "
        "ADDRESS names another one.",
        packet->source.address.text(), packet->destination.text(), packet->where.text()));
  }
  if (options.client)
    if (const Member* owner = deployment.owner_of(*options.client)) return {owner->name};
  if (!options.client) {
    auto natural = natural_clients(deployment);
    if (!natural.empty()) {
      deployment.assume(fmt::format(
          "{} {}, since nothing else is known of {}. --client ADDRESS "
          "names another one.",
          fmt::join(natural, ", "), natural.size() == 1 ? "is the client" : "are the clients",
          natural.size() == 1 ? "it" : "them"));
      return natural;
    }
  }
  if (options.via) assume_way_out(hosts, *options.via, deployment);
  const auto made = ClientMaker(deployment, options, targets.front().at).make();
  return made ? std::vector{*made} : std::vector<std::string>{};
}

}  // namespace

void add_requests(const Hosts& hosts, const ImportOptions& options, Deployment& deployment) {
  const std::vector<Target> targets = targets_of(deployment);
  if (targets.empty()) {
    deployment.miss(
        "no service is known, so nothing is asked for; give the director's "
        "`ipvsadm -Sn` or `ipvsadm -Ln`.");
    return;
  }
  for (const std::string& client : clients_for(hosts, targets, options, deployment))
    for (const Target& target : targets)
      deployment.requests.push_back(
          {client, target.kind, target.at, std::min(target.servers, most_times), target.reason});
}

}  // namespace hopproof::imports
