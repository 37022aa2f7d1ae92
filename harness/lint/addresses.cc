#include "harness/case/findings/finding_id.hh"
#include "harness/lint/lint_service.hh"
#include "harness/model/routes.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::lint {
namespace {

bool a_step_adds_address(const Case& deployment, const model::Service& service) {
  const std::string vip = service.key.vip.address.text();
  return std::ranges::any_of(deployment.steps, [&](const Step& step) {
    const auto* command = std::get_if<NodeCommand>(&step.action);
    return command && command->node == service.director->name &&
           std::ranges::any_of(command->lines, [&](const std::string& line) {
             return line.find("addr") != std::string::npos && line.find(vip) != std::string::npos;
           });
  });
}

/// Of a keepalived pair one has the VIP; the other waits.
bool another_director_has_it(const Case& deployment, const model::Service& service) {
  return std::ranges::any_of(
      model::configured_services(deployment), [&](const model::Service& other) {
        return other.director != service.director && other.key == service.key &&
               other.director->owns(service.key.vip.address);
      });
}

/// Masquerading or not, the director must take packets for the VIP as its own.
void lint_vip_is_local(const Case& deployment, const model::Service& service, Warnings& warnings) {
  const IpAddress& vip = service.key.vip.address;
  const Node& director = *service.director;
  if (model::Routes(director).sent(vip).is_local() || vip.is_loopback() ||
      a_step_adds_address(deployment, service) || another_director_has_it(deployment, service))
    return;
  const std::string dev = director.interfaces.empty() ? "lo" : director.interfaces.front().name;
  warnings.push_back(
      {std::string(word(FindingId::vip_not_on_director)),
       fmt::format("{} has no interface with {}: packets for it are forwarded or dropped, IPVS "
                   "never sees them",
                   director.name, vip.text()),
       fmt::format("on {}: ip address add {}/{} dev {}", director.name, vip.text(),
                   vip.max_prefix(), dev),
       service.line->place});
}

void lint_vip_is_server(const Case& deployment, const model::Service& service, Warnings& warnings) {
  const IpAddress& vip = service.key.vip.address;
  for (const model::Service& other : model::configured_services(deployment)) {
    for (const RealServer& server : other.servers) {
      if (server.address.address != vip) continue;
      warnings.push_back(
          {"vip-is-real-server",
           fmt::format("{} is the address of the service {} and of a real server of {}: packets "
                       "for one may reach the other",
                       vip.text(), service.key.text(), other.key.text()),
           "give the service an address that no real server has", server.line->place});
      return;
    }
  }
}

/// Whoever has a local server and serves there means it so.
bool is_served_here(const Node& director, const model::Service& service, const Endpoint& server) {
  return std::ranges::any_of(director.serves, [&](const Serve& serve) {
    const bool same = service.is_marked() || serve.transport() == service.key.protocol();
    return same && (server.port == 0 || serve.port == server.port);
  });
}

void lint_server_is_local(const Case& deployment, const model::Service& service,
                          Warnings& warnings) {
  for (const RealServer& server : service.servers) {
    const IpAddress& address = server.address.address;
    const bool alone = deployment.directors().size() == 1;
    if (alone && is_served_here(*service.director, service, server.address)) continue;
    if (!service.director->owns(address)) continue;
    warnings.push_back(
        {"server-on-director",
         fmt::format("{} is {}'s own address: the kernel delivers to a local server whatever "
                     "-m, -g or -i says, and other directors cannot use it",
                     address.text(), service.director->name),
         "this is fine if the director is meant to serve as well; otherwise name another real "
         "server",
         server.line->place});
  }
}

const MatchOption* find_option(const IptablesRule& rule, std::string_view name) {
  const auto found = std::ranges::find(rule.options, name, &MatchOption::name);
  return found == rule.options.end() || found->values.empty() ? nullptr : &*found;
}

/// The address to which an upstream node turns what is sent to `vip`; nullopt: none does.
std::optional<IpAddress> translated_to(const IptablesRule& rule, const IpAddress& vip) {
  const MatchOption* destination = find_option(rule, "-d");
  const MatchOption* target = find_option(rule, "--to-destination");
  if (rule.target != "DNAT" || destination == nullptr || target == nullptr) return std::nullopt;
  const auto covered = Cidr::parse(destination->values.front());
  if (destination->negated || !covered || !covered->contains(vip)) return std::nullopt;
  const std::string& to = target->values.front();
  if (const auto endpoint = Endpoint::parse(to)) return endpoint->address;
  return IpAddress::parse(to);
}

/// A VIP behind an elastic address: what arrives has been translated already.
void lint_vip_is_translated(const Case& deployment, const model::Service& service,
                            Warnings& warnings) {
  const IpAddress& vip = service.key.vip.address;
  for (const Node& node : deployment.nodes) {
    if (&node == service.director) continue;
    for (const IptablesItem& item : node.iptables) {
      const auto to = translated_to(item.rule, vip);
      if (!to || *to == vip || !service.director->owns(*to)) continue;
      warnings.push_back(
          {"vip-translated-upstream",
           fmt::format("{} rewrites {} to {} before {} sees it: no packet for this service arrives",
                       node.name, vip.text(), to->text(), service.director->name),
           fmt::format("define the service on the address that arrives: {}",
                       Endpoint{*to, service.key.vip.port}.text()),
           service.line->place});
    }
  }
}

}  // namespace

void lint_addresses(const Case& deployment, const model::Service& service, Warnings& warnings) {
  lint_server_is_local(deployment, service, warnings);
  if (service.is_marked()) return;
  lint_vip_is_local(deployment, service, warnings);
  lint_vip_is_server(deployment, service, warnings);
  lint_vip_is_translated(deployment, service, warnings);
}

}  // namespace hopproof::lint
