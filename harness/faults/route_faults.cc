#include "harness/faults/fault.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::faults {
namespace {

void drop_default(DeployedNode& node) {
  std::erase_if(node.routes, [](const std::string& line) { return line.starts_with("default"); });
}

bool has_default(const DeployedNode& node) {
  return std::ranges::any_of(node.routes,
                             [](const std::string& line) { return line.starts_with("default"); });
}

/// An address beside `address` that nobody has.
std::string nobody_beside(const std::string& address) {
  return address.substr(0, address.find_last_of(".:") + 1) + "99";
}

/// The gateway of a "via" line becomes one that is not there.
void misdirect(std::string& line) {
  const size_t via = line.find(" via ") + 5;
  const size_t end = std::min(line.find(' ', via), line.size());
  line.replace(via, end - via, nobody_beside(line.substr(via, end - via)));
}

struct RoutePlace {
  std::string node;
  std::string target;  ///< what is sent there
  Spot spot;
  std::vector<std::string> no_route, wrong_gateway;  ///< findings
};

std::vector<RoutePlace> route_places(const Deployment& at) {
  std::vector<RoutePlace> places;
  const bool routed = !at.router_before.empty();
  const std::vector<std::string> back{"reply-has-no-route"};
  const std::vector<std::string> astray{"reply-has-no-route", "reply-bypasses-director"};
  if (routed)
    places.push_back(
        {at.client, at.asked, Spot::leaving_client, {"no-route-to-vip"}, {"no-route-to-vip"}});
  if (!at.router_behind.empty()) {
    places.push_back({at.director,
                      at.rip,
                      Spot::leaving_director,
                      {"server-unreachable"},
                      {"server-unreachable"}});
    places.push_back({at.router_behind, at.seen, Spot::router_back, back, astray});
  }
  if (routed) places.push_back({at.director, at.seen, Spot::back_in_director, back, astray});
  if (!at.is_local()) places.push_back({at.server, at.seen, Spot::leaving_server, back, astray});
  return places;
}

bool is_about(const std::string& line, const RoutePlace& place, const Deployment& at) {
  if (line.starts_with("default")) return place.target != at.rip;
  return place.target == at.rip && line.find(" table ") == std::string::npos;
}

Fault at_route(const RoutePlace& place, const std::string& kind, std::vector<std::string> findings,
               std::function<void(Deployment&)> put_in) {
  return make_static_fault(kind, place.node, std::move(findings), place.spot, std::move(put_in));
}

void add_at(const RoutePlace& place, const Deployment& at, std::vector<Fault>& found) {
  const auto& routes = at.node(place.node).routes;
  const bool has_route = std::ranges::any_of(
      routes, [&](const std::string& line) { return is_about(line, place, at); });
  if (has_route) {
    found.push_back(at_route(place, "no route", place.no_route, [place, at](Deployment& made) {
      std::erase_if(made.node(place.node).routes,
                    [&](const std::string& line) { return is_about(line, place, at); });
    }));
    found.push_back(at_route(place, "gateway that is not there", place.wrong_gateway,
                             [place, at](Deployment& made) {
                               for (std::string& line : made.node(place.node).routes)
                                 if (is_about(line, place, at)) misdirect(line);
                             }));
  }
  for (const char* kind : {"blackhole", "unreachable"}) {
    const auto& findings = place.no_route;
    found.push_back(
        at_route(place, fmt::format("{} route", kind), findings, [place, kind](Deployment& made) {
          made.node(place.node)
              .routes.push_back(
                  fmt::format("{} {}", kind, with_host_prefix(place.target, made.family)));
        }));
  }
}

/// Another node on the servers' network is the server's gateway: for everything, or for the client.
void add_bypasses(const Deployment& at, std::vector<Fault>& found) {
  if (at.is_local() || at.client_is_director() || at.is_masqueraded()) return;
  const RoutePlace place{at.server, at.seen, Spot::leaving_server, {}, {}};
  const auto with_other = [](Deployment& made) {
    DeployedNode& other = made.node("other");
    other.plugs = {{"back", "back", {with_network_prefix(made.spare, made.family)}}};
  };
  if (has_default(at.node(at.server)))
    found.push_back(at_route(place, "another node is the gateway", {"reply-bypasses-director"},
                             [with_other](Deployment& made) {
                               with_other(made);
                               DeployedNode& server = made.node(made.server);
                               drop_default(server);
                               server.rules.clear();
                               server.routes.push_back("default via " + made.spare);
                             }));
  found.push_back(at_route(place, "a narrower route shadows the gateway",
                           {"reply-bypasses-director"}, [with_other](Deployment& made) {
                             with_other(made);
                             DeployedNode& server = made.node(made.server);
                             server.rules.clear();
                             server.routes.push_back(
                                 fmt::format("{} via {}", with_host_prefix(made.seen, made.family),
                                             made.spare));
                           }));
}

void add_policy_faults(const Deployment& at, std::vector<Fault>& found) {
  const RoutePlace place{at.server, at.seen, Spot::leaving_server, {}, {}};
  if (at.is_local()) return;
  if (!at.node(at.server).rules.empty())
    found.push_back(at_route(place, "the policy rule is missing", {"reply-bypasses-director"},
                             [](Deployment& made) { made.node(made.server).rules.clear(); }));
  found.push_back(at_route(
      place, "a policy rule refuses the client", {"reply-has-no-route"}, [](Deployment& made) {
        made.node(made.server)
            .rules.insert(
                made.node(made.server).rules.begin(),
                fmt::format("to {} unreachable", with_host_prefix(made.seen, made.family)));
      }));
}

}  // namespace

void add_route_faults(const Deployment& deployment, std::vector<Fault>& found) {
  for (const RoutePlace& place : route_places(deployment)) add_at(place, deployment, found);
  add_bypasses(deployment, found);
  add_policy_faults(deployment, found);
}

}  // namespace hopproof::faults
