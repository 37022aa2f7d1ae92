#include "harness/faults/fault.hh"

#include <fmt/format.h>

namespace hopproof::faults {
namespace {

/// A router asks for the VIP after all that it does with the request.
Spot link_to_vip(const Deployment& at) {
  return at.router_before.empty() ? Spot::link_to_vip : Spot::entering_director;
}

void add_down(const Deployment& at, std::vector<Fault>& found) {
  const auto down = [&](const std::string& node, const std::string& interface, Spot spot) {
    found.push_back(make_fault(
        "interface down", node, {"interface-down"}, spot, [node, interface](Deployment& made) {
          made.commands.emplace_back(node, fmt::format("ip link set {} down", interface));
        }));
  };
  if (!at.client_is_director()) down(at.director, at.front, link_to_vip(at));
  if (!at.is_local() && at.back != at.front) down(at.director, at.back, Spot::leaving_director);
  if (!at.is_local())
    down(at.server, "back",
         at.router_behind.empty() ? Spot::leaving_director : Spot::entering_server);
}

void add_addresses(const Deployment& at, std::vector<Fault>& found) {
  if (at.asked == at.vip && !at.client_is_director()) {
    found.push_back(make_fault(
        "the VIP is missing", at.director, {"vip-not-on-director", "vip-arp-unanswered"},
        link_to_vip(at), [](Deployment& made) {
          auto& own = made.node(made.director).plug(made.front).addresses;
          std::erase_if(own,
                        [&](const std::string& text) { return text.starts_with(made.vip + "/"); });
        }));
    found.back().is_static = true;
  }
  if (!at.is_local()) {
    found.push_back(
        make_fault("the server is gone", at.router_behind.empty() ? at.director : at.router_behind,
                   {"server-unreachable"}, Spot::leaving_director, [](Deployment& made) {
                     made.node(made.server).plug("back").addresses = {
                         with_network_prefix(made.spare, made.family)};
                   }));
  }
  if (!at.client_is_director() && !at.is_masqueraded()) {
    found.push_back(make_fault("the client's address is the director's too", at.director,
                               {"source-is-local", "reply-taken-by-another"},
                               Spot::entering_director, [](Deployment& made) {
                                 made.node(made.director)
                                     .plug("lo")
                                     .addresses.push_back(with_host_prefix(made.cip, made.family));
                               }));
    found.back().is_static = true;
  }
}

/// A neighbour entry that nobody has the MAC address of any more.
void add_stale_neighbours(const Deployment& at, std::vector<Fault>& found) {
  const auto stale = [&](const std::string& node, const std::string& interface,
                         const std::string& address, Spot spot) {
    found.push_back(make_fault(
        "stale neighbour entry", node, {"lost-on-the-link"}, spot,
        [node, interface, address](Deployment& made) {
          made.commands.emplace_back(
              node, fmt::format("ip neigh replace {} lladdr 02:00:5e:00:00:99 dev {} nud permanent",
                                address, interface));
        }));
  };
  const bool direct = at.router_before.empty() && at.asked == at.vip && !at.client_is_director();
  if (direct) stale(at.client, at.front, at.vip, Spot::link_to_vip);
  if (!at.is_local() && at.router_behind.empty())
    stale(at.director, at.back, at.rip, Spot::leaving_director);
}

}  // namespace

void add_link_faults(const Deployment& deployment, std::vector<Fault>& found) {
  add_down(deployment, found);
  add_addresses(deployment, found);
  add_stale_neighbours(deployment, found);
}

}  // namespace hopproof::faults
