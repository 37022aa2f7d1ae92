#include "harness/import/deployment.hh"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

/// A port that a service sends to on an address.
struct Wanted {
  std::string protocol;  ///< tcp, udp, sctp
  Endpoint at;
  bool operator<(const Wanted& other) const {
    return std::tie(protocol, at) < std::tie(other.protocol, other.at);
  }
};

std::string protocol_of(ServiceKey::Kind kind) {
  if (kind == ServiceKey::Kind::udp) return "udp";
  return kind == ServiceKey::Kind::sctp ? "sctp" : "tcp";
}

std::set<Wanted> wanted_ports(const Deployment& deployment) {
  std::set<Wanted> wanted;
  for (const Member& member : deployment.members)
    for (const VirtualService& service : member.services)
      for (const RealServer& server : service.servers) {
        const uint16_t port = server.port_for(service.key.vip.port);
        if (port != 0)
          wanted.insert({protocol_of(service.key.kind), {server.address.address, port}});
      }
  return wanted;
}

const Listener* listening(const Host& host, const Wanted& wanted) {
  const auto fits = [&](const Listener& one) {
    return one.protocol == wanted.protocol && one.at.port == wanted.at.port &&
           (one.at.address.is_unspecified() || one.at.address == wanted.at.address);
  };
  const auto found = std::ranges::find_if(host.listeners, fits);
  return found == host.listeners.end() ? nullptr : &*found;
}

std::string serve_text(const std::string& kind, const Wanted& wanted, bool everywhere) {
  return everywhere ? fmt::format("{}:{}", kind, wanted.at.port)
                    : fmt::format("{}:{}", kind, wanted.at.text());
}

void add_serve(Member& member, Fact serve) {
  const auto same = [&](const Fact& one) { return one.text == serve.text; };
  if (std::ranges::none_of(member.serves, same)) member.serves.push_back(std::move(serve));
}

/// What the host's own file shows of that port.
void serve_as_seen(const Host& host, const Wanted& wanted, Member& member, Deployment& deployment) {
  const std::string kind = request_kind(wanted.protocol, wanted.at.port);
  if (!host.knows(Topic::listeners)) {
    add_serve(member, {serve_text(kind, wanted, true), {}});
    return deployment.assume(fmt::format("{} serves {} port {}. Its file does not say who listens.",
                                         member.name, wanted.protocol, wanted.at.port));
  }
  if (const Listener* listener = listening(host, wanted)) {
    const bool everywhere = listener->at.address.is_unspecified();
    return add_serve(member, {serve_text(kind, wanted, everywhere), listener->where});
  }
  deployment.contradict(fmt::format("{} is a real server, but nothing listens on {} port {} of {}.",
                                    wanted.at.text(), wanted.protocol, wanted.at.port,
                                    member.name));
}

}  // namespace

std::string request_kind(const std::string& protocol, uint16_t port) {
  static const std::set<uint16_t> http = {80,   81,   3000, 5000, 8000, 8008,
                                          8080, 8081, 8088, 8888, 9000, 9090};
  return protocol == "tcp" && http.contains(port) ? "http" : protocol;
}

void add_listeners(const Hosts& hosts, Deployment& deployment) {
  for (const Wanted& wanted : wanted_ports(deployment)) {
    for (Member& member : deployment.members) {
      if (member.owner_of(wanted.at.address) == nullptr) continue;
      const auto host = std::ranges::find(hosts.all, member.name, &Host::name);
      if (host != hosts.all.end())
        serve_as_seen(*host, wanted, member, deployment);
      else
        add_serve(member,
                  {serve_text(request_kind(wanted.protocol, wanted.at.port), wanted, true), {}});
    }
  }
}

}  // namespace hopproof::imports
