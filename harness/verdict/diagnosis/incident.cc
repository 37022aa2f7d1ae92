#include "harness/verdict/diagnosis/incident.hh"

#include "harness/base/protocol.hh"
#include "harness/model/services.hh"

#include <algorithm>

namespace hopproof::verdict {
namespace {

bool says_unreachable(const trace::Packet& packet) {
  return packet.icmp && packet.icmp->type == (packet.source.is_v4() ? 3 : 1);
}

/// A director whose `ipvs` lines are about this address; else any.
std::string responsible_director(const Case& deployment, const IpAddress& vip) {
  const auto directors = deployment.directors();
  for (const model::Service& service : model::configured_services(deployment))
    if (service.key.vip.address == vip) return service.director->name;
  return directors.empty() ? "" : directors.front()->name;
}

}  // namespace

Endpoint source_of(const trace::Packet& packet) {
  return {packet.source, packet.source_port.value_or(0)};
}
Endpoint destination_of(const trace::Packet& packet) {
  return {packet.destination, packet.destination_port.value_or(0)};
}
bool is_syn(const trace::Packet& packet) {
  return packet.tcp && (packet.tcp->flags & (trace::syn_flag | trace::ack_flag)) == trace::syn_flag;
}
bool is_reset(const trace::Packet& packet) {
  return packet.tcp && (packet.tcp->flags & trace::rst_flag) != 0;
}

Incident::Incident(const Evidence& evidence, const Connection& connection, const Bindings& before)
    : evidence_(evidence), connection_(connection), before_(before) {
  if (deployment().find_node(connection.roles.server)) server_ = connection.roles.server;
  find_director();
  if (server_.empty()) server_ = addressed_server();
  find_request();
  find_answer();
}

bool Incident::is_held() const {
  const auto* probe = std::get_if<Probe>(&record().step->action);
  return probe && probe->as<OnProbe>();
}
bool Incident::has_resent_syn() const {
  const auto syns = std::ranges::count_if(flow().request, [&](int journey) {
    return is_syn(trace().first(trace().journeys[journey]).packet);
  });
  return syns > 1;
}
bool Incident::is_tcp() const { return exchange().flow.protocol == protocol::tcp; }
bool Incident::is_midstream() const { return is_held() && is_tcp(); }
bool Incident::is_ping() const {
  const uint8_t protocol = exchange().flow.protocol;
  return protocol == protocol::icmp || protocol == protocol::icmp6;
}

Endpoint Incident::service() const {
  const Endpoint& asked = exchange().flow.remote;
  if (!asked.address.is_unspecified()) return asked;
  const auto& vips = connection_.roles.vip;
  return vips.size() == 1 ? Endpoint{vips.front(), asked.port} : Endpoint{};
}

Endpoint Incident::asked() const {
  const bool translated = arrival_ && arrival_->packet.destination_port &&
                          arrival_->packet.destination != service().address;
  return translated ? destination_of(arrival_->packet) : service();
}

bool Incident::is_director(const std::string& node) const {
  const Node* found = deployment().find_node(node);
  return found && found->is_director;
}

void Incident::find_director() {
  if (is_director(client())) director_ = client();
  for (const int journey : flow().request) {
    for (const int index : trace().journeys[journey].crossings) {
      const trace::Crossing& crossing = trace().crossings[index];
      if (!arrival_ && crossing.received && is_director(crossing.to) &&
          crossing.from != crossing.to && crossing.to != client()) {
        arrival_ = &crossing;
        director_ = crossing.to;
      }
    }
  }
  if (director_.empty()) director_ = responsible_director(deployment(), service().address);
}

/// Whom a connection past the services is for: the owner of an address that is not a VIP.
std::string Incident::addressed_server() const {
  const IpAddress& address = service().address;
  if (address.is_unspecified() || model::may_be_virtual(deployment(), address)) return "";
  for (const Node& node : deployment().nodes)
    if (node.owns(address)) return node.is_director ? "" : node.name;
  return "";
}

/// Of several packets the one that came furthest counts.
void Incident::find_request() {
  for (const int journey : flow().request) {
    bool at_director = is_client_on_director();
    for (const int index : trace().journeys[journey].crossings) {
      const trace::Crossing& crossing = trace().crossings[index];
      if (!departure_) departure_ = &crossing;
      if (!dispatch_ && at_director && crossing.from == director_) dispatch_ = &crossing;
      if (!delivery_ && dispatch_ && crossing.received && crossing.to == server_ &&
          crossing.time_ns >= dispatch_->time_ns) {
        delivery_ = &crossing;
      }
      at_director = at_director || crossing.to == director_;
    }
  }
  if (server_ == director_ && !server_.empty()) delivery_ = arrival_;
  const bool still_to_vip = dispatch_ && !delivery_ && exchange().flow.protocol != 0 &&
                            dispatch_->packet.destination == service().address;
  if (still_to_vip && dispatch_->to != server_) dispatch_ = nullptr;  // routed, not balanced
}

const trace::Crossing* Incident::first_from(const std::vector<int>& journeys,
                                            const std::string& node) const {
  for (const int journey : journeys) {
    const trace::Crossing& first = trace().first(trace().journeys[journey]);
    if (!node.empty() && first.from == node) return &first;
  }
  return nullptr;
}

/// Of several answers the first that did not come to the client shows where they end.
void Incident::find_answer() {
  for (const int journey : flow().reply) {
    const trace::Crossing& first = trace().first(trace().journeys[journey]);
    const trace::Crossing& last = trace().last(trace().journeys[journey]);
    const bool own_name = client() == server_ && first.packet.source == service().address;
    if (server_.empty() || first.from != server_ || own_name) continue;
    if (!answer_) answer_ = &first;
    const bool arrived = last.received && last.to == client();
    if (!answer_end_ || (!arrived && answer_end_->to == client())) answer_end_ = &last;
  }
  if (director_ == server_ || is_client_on_director()) return;
  refusal_ = first_from(flow().reply, director_);
  const trace::Crossing* error = first_from(flow().errors, director_);
  if (!refusal_ && error && says_unreachable(error->packet)) refusal_ = error;
}

std::vector<const trace::Crossing*> Incident::ends(const std::vector<int>& journeys) const {
  std::vector<const trace::Crossing*> found;
  for (const int journey : journeys) found.push_back(&trace().last(trace().journeys[journey]));
  return found;
}

bool Incident::owns(const std::string& node, const IpAddress& address) const {
  const NodeFacts* known = facts(node);
  if (known && !known->interfaces.empty()) {
    return std::ranges::any_of(known->interfaces, [&](const InterfaceFact& interface) {
      return std::ranges::find(interface.addresses, address) != interface.addresses.end();
    });
  }
  const Node* configured = deployment().find_node(node);
  return configured && configured->owns(address);
}

const NodeFacts* Incident::facts(const std::string& node) const {
  if (!record().facts) return nullptr;
  const auto found = record().facts->nodes.find(node);
  return found == record().facts->nodes.end() ? nullptr : &found->second;
}

uint64_t Incident::moved(const std::string& node, const std::string& counter) const {
  const NodeFacts* known = facts(node);
  if (!known) return 0;
  const auto value = [&](const std::map<std::string, uint64_t>& counters) {
    const auto found = counters.find(counter);
    return found == counters.end() ? uint64_t{0} : found->second;
  };
  return value(known->after) - value(known->before);
}

std::string Incident::sysctl(const std::string& node, const std::string& name) const {
  const NodeFacts* known = facts(node);
  if (!known) return "";
  const auto found = known->sysctls.find(name);
  return found == known->sysctls.end() ? "" : found->second;
}

const RouteAnswer* Incident::route(const RouteQuestion& question) const {
  if (!record().facts) return nullptr;
  const auto found = record().facts->routes.find(question);
  return found == record().facts->routes.end() ? nullptr : &found->second;
}

std::vector<const ServiceFact*> Incident::matching_services() const {
  std::vector<const ServiceFact*> found;
  const NodeFacts* known = facts(director_);
  if (!known) return found;
  for (const ServiceFact& service : known->services) {
    if (is_named_by(service.key, exchange().flow.protocol, asked())) found.push_back(&service);
  }
  return found;
}

const ServiceFact* Incident::mark_service() const {
  const NodeFacts* known = facts(director_);
  if (!known) return nullptr;
  const auto found = std::ranges::find_if(known->services, [](const ServiceFact& service) {
    return service.key.kind == ServiceKey::Kind::fwmark;
  });
  return found == known->services.end() ? nullptr : &*found;
}

}  // namespace hopproof::verdict
