#include "harness/verdict/connection.hh"

#include <algorithm>

namespace hopproof::verdict {
namespace {

/// What the held connection brings along from the steps before.
void recall(const Bindings& before, const Probe& probe, Connection& connection) {
  if (!probe.as<OnProbe>()) return;
  const auto held = before.held.find(connection.exchange->hold);
  if (held != before.held.end()) connection.words = held->second;
}

std::optional<ServerChoice> choice_of(const Case& deployment, const StepRecord& record,
                                      const Probe& probe, const Connection& connection,
                                      const Bindings& before) {
  const trace::Exchange& exchange = *connection.exchange;
  auto choice = chosen_server(deployment, record, exchange, connection.flow);
  if (choice || !probe.as<OnProbe>()) return choice;
  const auto held = before.held_server.find(exchange.hold);
  if (held == before.held_server.end()) return std::nullopt;
  return ServerChoice{held->second, ""};
}

Connection connection_of(const Case& deployment, const StepRecord& record,
                         const trace::FlowIndex& flows, const Probe& probe,
                         const trace::Exchange& exchange, const Bindings& before) {
  Connection connection;
  connection.exchange = &exchange;
  if (!exchange.flow.remote.address.is_unspecified()) {
    connection.flow = flows.find(exchange.flow);
  }
  recall(before, probe, connection);
  const auto choice = choice_of(deployment, record, probe, connection, before);
  connection.roles = roles_of(deployment, probe, exchange, choice);
  return connection;
}

Endpoint first_or_none(const std::vector<IpAddress>& addresses, uint16_t port) {
  return addresses.size() == 1 ? Endpoint{addresses.front(), port} : Endpoint{};
}

/// Which director a held connection passed, and as whom its server saw it.
void remember_way(const Connection& connection, const trace::Trace& trace, Bindings& bindings) {
  const std::string& hold = connection.exchange->hold;
  if (connection.exchange->outcome.kind != Outcome::Kind::answered) return;
  for (const int journey : connection.flow.request) {
    for (const int index : trace.journeys[journey].crossings) {
      const trace::Crossing& crossing = trace.crossings[index];
      const auto& directors = connection.roles.directors;
      if (std::ranges::find(directors, crossing.to) != directors.end())
        bindings.held_director[hold] = crossing.to;
      if (crossing.to != connection.roles.server) continue;
      bindings.held_source[hold] = {crossing.packet.source,
                                    crossing.packet.source_port.value_or(0)};
    }
  }
}

bool is_of_client(const Expect& expect, const Connection& connection) {
  return expect.clients.empty() ||
         std::ranges::find(expect.clients, connection.roles.client) != expect.clients.end();
}

bool is_of_server(const Expect& expect, const Connection& connection) {
  if (expect.servers.empty()) return true;
  return std::ranges::any_of(expect.servers, [&](const std::string& server) {
    const Roles& roles = connection.roles;
    if (roles.server.empty()) return connection.exchange && connection.exchange->served == server;
    return roles.server == server || roles.server_address.address.text() == server;
  });
}

}  // namespace

std::string endpoint_text(const Endpoint& endpoint) {
  if (endpoint.port != 0) return endpoint.text();
  return endpoint.address.is_unspecified() ? "" : endpoint.address.text();
}

std::string Connection::text() const {
  if (!exchange) return "";
  const std::string local = endpoint_text(exchange->flow.local);
  const std::string remote = endpoint_text(exchange->flow.remote);
  if (remote.empty()) return roles.client;
  return (local.empty() ? roles.client : local) + " > " + remote;
}

std::vector<Connection> find_connections(const Case& deployment, const StepRecord& record,
                                         const Bindings& before) {
  std::vector<Connection> connections;
  const auto* probe = std::get_if<Probe>(&record.step->action);
  if (!probe) {
    Connection commands;
    commands.roles = roles_as_before(deployment, before);
    commands.words = before.last;
    connections.push_back(std::move(commands));
    return connections;
  }
  const trace::FlowIndex flows(record.trace);
  for (const trace::Exchange& exchange : record.exchanges) {
    connections.push_back(connection_of(deployment, record, flows, *probe, exchange, before));
  }
  return connections;
}

void remember(const std::vector<Connection>& connections, const trace::Trace& trace,
              Bindings& bindings) {
  for (const Connection& connection : connections) {
    if (!connection.exchange) continue;
    const trace::Exchange& exchange = *connection.exchange;
    const Roles& roles = connection.roles;
    if (!exchange.hold.empty()) {
      bindings.held[exchange.hold] = connection.words;
      if (!roles.server.empty()) bindings.held_server[exchange.hold] = roles.server_address;
      remember_way(connection, trace, bindings);
    }
    bindings.last = connection.words;
    bindings.last_client = roles.client;
    bindings.last_cip = first_or_none(roles.cip, exchange.flow.local.port);
    bindings.last_vip = first_or_none(roles.vip, exchange.flow.remote.port);
    bindings.last_rip = first_or_none(roles.rip, roles.server_address.port);
  }
}

std::vector<Connection*> narrowed(const Expect& expect, std::vector<Connection>& connections) {
  std::vector<Connection*> kept;
  for (Connection& connection : connections) {
    if (!connection.exchange ||
        (is_of_client(expect, connection) && is_of_server(expect, connection))) {
      kept.push_back(&connection);
    }
  }
  return kept;
}

}  // namespace hopproof::verdict
