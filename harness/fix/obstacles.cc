#include "harness/base/protocol.hh"
#include "harness/fix/candidates.hh"
#include "harness/model/connection.hh"
#include "harness/model/way.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::fix {
namespace {

using Kind = model::Obstacle::Kind;

/// An address of `there` that `here` reaches without a gateway.
std::optional<IpAddress> address_next_to(const Node& here, const Node& there, Family family) {
  for (const Interface& own : here.interfaces) {
    const Interface* theirs = own.network.empty() ? nullptr : there.interface_on(own.network);
    if (theirs == nullptr) continue;
    for (const InterfaceAddress& address : theirs->addresses) {
      const bool on_link = std::ranges::any_of(own.addresses, [&](const InterfaceAddress& mine) {
        return mine.cidr.contains(address.cidr.address);
      });
      if (address.cidr.address.family() == family && on_link) return address.cidr.address;
    }
  }
  return std::nullopt;
}

/// Takes away what one obstacle is.
class Repair {
 public:
  Repair(const FixScene& scene, const model::AskedConnection& asked, const model::Course& course,
         Candidates& found)
      : scene_(scene),
        asked_(asked),
        course_(course),
        obstacle_(*course.obstacle),
        node_(*obstacle_.node),
        found_(found) {}

  void add() {
    switch (obstacle_.kind) {
      case Kind::no_route:
        return add_route_to();
      case Kind::refused:
        return remove_item();
      case Kind::sysctl:
        return set_switch();
      case Kind::martian:
        return remove_own_address();
      case Kind::unanswered:
        return answer();
      case Kind::filtered:
        return open();
      case Kind::no_service:
        return serve_what_arrives();
      case Kind::nobody_listens:
        return start();
      case Kind::bypass:
        return turn_back();
      case Kind::one_packet:
        return keep_entries();
      default:
        return;
    }
  }

 private:
  void push(std::string title, std::vector<Change> changes, int cost) {
    found_.push_back({std::move(title), std::move(changes), cost});
  }

  Family family() const { return obstacle_.subject.family(); }
  std::string section() const { return family() == Family::v4 ? "iptables" : "ip6tables"; }

  /// Neighbours that know the way, the director first for an answer.
  std::vector<IpAddress> gateways() const {
    std::vector<IpAddress> found;
    const Node* director = asked_.connection.director;
    const auto add = [&](const Node& there) {
      const auto address = address_next_to(node_, there, family());
      if (!address || std::ranges::find(found, *address) != found.end()) return;
      const auto way = model::way_of(scene_.whole, there, obstacle_.subject);
      const bool knows = way.end == model::Way::End::arrives && !way.passes(node_);
      if (knows) found.push_back(*address);
    };
    if (obstacle_.is_reply && director && director != &node_) add(*director);
    for (const Node& there : scene_.whole.nodes)
      if (&there != &node_) add(there);
    return found;
  }

  std::string host() const {
    return fmt::format("{}/{}", obstacle_.subject.text(), obstacle_.subject.max_prefix());
  }

  void add_route_to() {
    for (const IpAddress& gateway : gateways())
      push(fmt::format("a route to {} on {}", obstacle_.subject.text(), node_.name),
           {add_route(node_, "to-" + obstacle_.subject.text(),
                      fmt::format("{} via {}", host(), gateway.text()), "only for this address")},
           1);
  }

  template <class Visitor>
  void with_item(Visitor visit) const {
    for (const RouteItem& item : node_.routes)
      if (obstacle_.item == fmt::format("{}.routes.{}", node_.name, item.name))
        visit(item, "routes", "ip route");
    for (const PolicyRuleItem& item : node_.rules)
      if (obstacle_.item == fmt::format("{}.rules.{}", node_.name, item.name))
        visit(item, "rules", "ip rule");
  }

  void remove_item() {
    with_item([&](const Item& item, const char* where, const char* tool) {
      push(fmt::format("without {}", obstacle_.item),
           {remove_line(node_, where, item, fmt::format("{} del {}", tool, item.text),
                        "what else it refused finds a way again")},
           1);
    });
    add_route_to();
  }

  void set_switch() {
    const bool reverse_path = obstacle_.sysctl.ends_with(".rp_filter");
    push(fmt::format("{} on {}", obstacle_.sysctl, node_.name),
         {set_sysctl(node_, obstacle_.sysctl, reverse_path ? "2" : "1",
                     reverse_path
                         ? "a source that is reachable through another interface is accepted"
                         : "it then forwards for every host: check its FORWARD rules")},
         1);
  }

  void remove_own_address() {
    for (const Interface& interface : node_.interfaces)
      for (const InterfaceAddress& own : interface.addresses)
        if (own.cidr.address == obstacle_.source)
          push(fmt::format("without {} on {}", own.text, node_.name),
               {remove_address(node_, interface.name, own.text,
                               "whoever meant that address there no longer reaches it")},
               1);
  }

  /// A gateway that is there, an ARP answer, or the address where it was looked for.
  void answer() {
    with_route([&](const RouteItem& item) {
      for (const IpAddress& gateway : gateways_of_way()) {
        std::string text = item.text;
        const size_t via = text.find(" via ");
        if (via == std::string::npos) continue;
        const size_t begin = via + 5, end = std::min(text.find(' ', begin), text.size());
        text.replace(begin, end - begin, gateway.text());
        push(fmt::format("{} via {}", obstacle_.item, gateway.text()),
             {replace_line(node_, "routes", item, text, "ip route replace " + text, "")}, 1);
      }
    });
    let_owner_answer();
    give_address();
    name_another_server();
  }

  template <class Visitor>
  void with_route(Visitor visit) const {
    for (const RouteItem& item : node_.routes)
      if (obstacle_.item == fmt::format("{}.routes.{}", node_.name, item.name)) visit(item);
  }

  /// The missing gateway was on the way to somewhere else.
  std::vector<IpAddress> gateways_of_way() const {
    std::vector<IpAddress> found;
    const Node* director = asked_.connection.director;
    const auto add = [&](const Node& there) {
      const auto address = address_next_to(node_, there, family());
      if (address && std::ranges::find(found, *address) == found.end()) found.push_back(*address);
    };
    if (obstacle_.is_reply && director && director != &node_) add(*director);
    for (const Node& there : scene_.whole.nodes)
      if (&there != &node_ && there.interfaces.size() > 1) add(there);
    return found;
  }

  void let_owner_answer() {
    for (const Node& owner : scene_.whole.nodes) {
      if (!owner.owns(obstacle_.subject)) continue;
      std::vector<Change> changes;
      for (const SysctlItem& item : owner.sysctls)
        if (item.name.ends_with(".arp_ignore") && item.text != "0")
          changes.push_back(set_sysctl(owner, item.name, "0",
                                       "it answers for all its addresses on every interface"));
      if (!changes.empty())
        push(fmt::format("ARP answers of {}", owner.name), std::move(changes), 1);
    }
  }

  void give_address() {
    const bool is_vip = !obstacle_.is_reply && asked_.connection.director == nullptr;
    for (const Node& owner : scene_.whole.nodes) {
      const Interface* there = interface_of(owner);
      if (&owner == &node_ || there == nullptr || owner.owns(obstacle_.subject)) continue;
      if (is_vip != owner.is_director || (!is_vip && owner.serves.empty())) continue;
      push(fmt::format("{} on {}", obstacle_.subject.text(), owner.name),
           {add_address_at(owner, there->name, host(), "it then answers for it")}, 2);
    }
  }

  const Interface* interface_of(const Node& owner) const {
    const Interface* out = node_.find_interface(obstacle_.interface);
    return out == nullptr ? nullptr : owner.interface_on(out->network);
  }

  /// -r is no address of anybody: the one of a node there that serves this port.
  void name_another_server() {
    if (!course_.server || course_.server->line == nullptr) return;
    const Endpoint& rip = course_.server->address;
    const Node& director = *asked_.connection.director;
    for (const Node& other : scene_.whole.nodes) {
      const bool serves = std::ranges::any_of(
          other.serves, [&](const Serve& serve) { return serve.port == rip.port; });
      const auto address = address_next_to(node_, other, family());
      if (!serves || !address || &other == &director) continue;
      IpvsadmCommand command = course_.server->line->command;
      command.server->address = *address;
      const std::string text = to_line(command);
      push(fmt::format("{} as the server instead of {}", address->text(), rip.address.text()),
           {replace_ipvs_line(director, *course_.server->line, text,
                              fmt::format("ipvsadm -d {} -r {} && ipvsadm {}",
                                          asked_.connection.service->key.text(), rip.text(), text),
                              "")},
           2);
    }
  }

  std::string terms(bool back) const {
    const IpAddress& from = back ? obstacle_.subject : obstacle_.source;
    const IpAddress& to = back ? obstacle_.source : obstacle_.subject;
    std::string text;
    if (!from.is_unspecified()) text += fmt::format(" -s {}", from.text());
    if (!to.is_unspecified()) text += fmt::format(" -d {}", to.text());
    text += fmt::format(" -p {}", protocol::name(obstacle_.protocol));
    const uint16_t from_port = back ? obstacle_.port : obstacle_.source_port;
    const uint16_t to_port = back ? obstacle_.source_port : obstacle_.port;
    if (from_port != 0) text += fmt::format(" --sport {}", from_port);
    if (to_port != 0) text += fmt::format(" --dport {}", to_port);
    return text;
  }

  Change accepting(bool back) const {
    const std::string table =
        obstacle_.table == "filter" ? "" : fmt::format("-t {} ", obstacle_.table);
    return add_firewall_rule(
        node_, family(), "accept",
        fmt::format("{}-I {}{} -j ACCEPT", table, obstacle_.chain, terms(back)),
        "only this connection's packets");
  }

  void open() {
    push(fmt::format("an ACCEPT before {}", obstacle_.item), {accepting(false)}, 1);
    if (obstacle_.chain == "FORWARD" || obstacle_.chain == "PREROUTING" ||
        obstacle_.chain == "POSTROUTING")
      push(fmt::format("an ACCEPT both ways before {}", obstacle_.item),
           {accepting(false), accepting(true)}, 2);
    const auto& items = model::rule_items(node_, family());
    for (const IptablesItem& item : items) {
      if (obstacle_.item != fmt::format("{}.{}.{}", node_.name, section(), item.name)) continue;
      if (item.rule.verb == IptablesRule::Verb::policy)
        set_policy(item);
      else
        push(fmt::format("without {}", obstacle_.item),
             {remove_firewall_rule(node_, family(), item,
                                   "whatever else it took is let through as well")},
             4);
    }
  }

  void set_policy(const IptablesItem& item) {
    const std::string table =
        item.rule.table == "filter" ? "" : fmt::format("-t {} ", item.rule.table);
    const std::string text = fmt::format("{}-P {} ACCEPT", table, item.rule.chain);
    push(fmt::format("policy ACCEPT of {} on {}", item.rule.chain, node_.name),
         {replace_line(node_, section(), item, text, section() + " " + text,
                       "everything that no rule takes is let through")},
         5);
  }

  /// What arrives has a mark that a service is for, or is what a service is named by.
  void serve_what_arrives() {
    const Endpoint arrives{obstacle_.subject, obstacle_.port};
    const ServiceTable table = model::configured_table(node_);
    for (const VirtualService& service : table.services()) {
      if (service.key.family != family()) continue;
      if (service.is_marked())
        set_mark(service, arrives);
      else
        name_service(service, arrives);
    }
  }

  void set_mark(const VirtualService& service, const Endpoint& arrives) {
    push(fmt::format("mark {} for {} on {}", service.key.mark, arrives.text(), node_.name),
         {add_firewall_rule(node_, family(), "mark",
                            fmt::format("-t mangle -A PREROUTING -d {} -p {} --dport {} -j MARK "
                                        "--set-mark {}",
                                        arrives.address.text(), protocol::name(obstacle_.protocol),
                                        arrives.port, service.key.mark),
                            "only what is for this port")},
         1);
  }

  void name_service(const VirtualService& service, const Endpoint& arrives) {
    const auto kind = service_kind(obstacle_.protocol);
    if (!kind || service.line == nullptr) return;
    const ServiceKey key{*kind, arrives, 0, family()};
    std::vector<Change> changes;
    const auto rename = [&](const IpvsItem& item) {
      IpvsadmCommand command = item.command;
      command.service = key;
      const std::string text = to_line(command);
      changes.push_back(
          replace_ipvs_line(node_, item, text, "ipvsadm " + text,
                            fmt::format("instead of {}, which goes", service.key.text())));
    };
    rename(*service.line);
    for (const RealServer& server : service.servers)
      if (server.line) rename(*server.line);
    push(fmt::format("the service on {} instead of {}", key.text(), service.key.text()),
         std::move(changes), 2);
  }

  void start() {
    const char* word = obstacle_.protocol == protocol::tcp   ? "http"
                       : obstacle_.protocol == protocol::udp ? "udp"
                                                             : "sctp";
    push(fmt::format("a server on port {} of {}", obstacle_.port, node_.name),
         {add_serve(node_, fmt::format("{}:{}", word, obstacle_.port))}, 3);
  }

  /// The route that took the answer past the director.
  void turn_back() {
    if (course_.node == nullptr || !course_.server) return;
    const Node& server = *course_.node;
    const auto dip = address_next_to(server, node_, family());
    const auto taken =
        model::Routes(server).sent(obstacle_.subject, course_.server->address.address);
    for (const RouteItem& item : server.routes) {
      if (taken.item != fmt::format("{}.routes.{}", server.name, item.name)) continue;
      push(fmt::format("without {}", taken.item),
           {remove_line(server, "routes", item, "ip route del " + item.text,
                        "what else it is for takes another way")},
           2);
      const size_t via = item.text.find(" via ");
      if (!dip || via == std::string::npos) continue;
      std::string text = item.text;
      const size_t begin = via + 5, end = std::min(text.find(' ', begin), text.size());
      text.replace(begin, end - begin, dip->text());
      push(fmt::format("{} via {}", taken.item, dip->text()),
           {replace_line(server, "routes", item, text, "ip route replace " + text,
                         "what else it is for goes through the director, too")},
           1);
    }
  }

  void keep_entries() {
    const IpvsItem* line = asked_.connection.service->set;
    if (line == nullptr) return;
    IpvsadmCommand command = line->command;
    command.service_options.one_packet = false;
    const std::string text = to_line(command);
    push(fmt::format("no one-packet scheduling of {}", asked_.connection.service->key.text()),
         {replace_ipvs_line(node_, *line, text, "ipvsadm -E" + text.substr(text.find(' ')),
                            "datagrams of one client stay with one server")},
         1);
  }

  const FixScene& scene_;
  const model::AskedConnection& asked_;
  const model::Course& course_;
  const model::Obstacle& obstacle_;
  const Node& node_;
  Candidates& found_;
};

}  // namespace

void add_repairs(const FixScene& scene, Candidates& found) {
  model::NodeModels models;
  for (const model::AskedConnection& asked : model::asked_connections(scene.whole, models))
    for (const model::Course& course : asked.connection.courses)
      if (course.end == model::Course::End::fails) Repair(scene, asked, course, found).add();
}

}  // namespace hopproof::fix
