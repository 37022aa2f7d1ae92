#include "engine/core/connections/lifecycle.hh"
#include "engine/core/nat.hh"
#include "engine/core/nat_state.hh"

#include <algorithm>
#include <utility>
#include <vector>

namespace hopproof::core {

namespace {

using Reason = Refusal::Reason;

// The texts are those that ipvsadm prints for the kernel's errors.
Refusal no_such_service() { return {Reason::no_such_service, "No such service"}; }
Refusal service_not_defined() { return {Reason::no_such_service, "Service not defined"}; }
Refusal no_such_server() { return {Reason::no_such_server, "No such destination"}; }
Refusal out_of_range() { return {Reason::out_of_range, "Numerical result out of range"}; }
Refusal invalid() {
  return {Reason::invalid,
          "Invalid operation.  Possibly wrong module version, address not unicast, ..."};
}
Refusal unsupported(const std::string& what) {
  return {Reason::unsupported, "unsupported: " + what};
}

Refused check(const ServiceOptions& options) {
  if (!options.persistence_engine.empty())
    return unsupported("persistence engine '" + options.persistence_engine + "'");
  if (is_known_scheduler(options.scheduler)) return std::nullopt;
  return Refusal{Reason::no_such_scheduler, "Scheduler or persistence engine not found"};
}

Refused check(const Service& service, const Endpoint& server, const ServerOptions& options) {
  if (options.forwarding == Forwarding::direct) return unsupported("direct routing (-g)");
  if (options.forwarding == Forwarding::tunnel) return unsupported("tunneling (-i)");
  const IpAddress& address = server.address;
  const bool unicast = !address.is_multicast() && !address.is_unspecified() &&
                       (address.is_v4() || !address.is_link_local());
  if (address.family() != service.key.family || !unicast) return invalid();
  if (options.weight < 0 || options.lower_threshold > options.upper_threshold)
    return out_of_range();
  return std::nullopt;
}

void install_scheduler(NatState& nat, Service& service) {
  const SchedulerSetup setup{service.options.flags, nat.seed, nat.now};
  service.scheduler = make_scheduler(service.options.scheduler, setup);
  service.scheduler->start(service.servers);
}

void configure(Server& server, const ServerOptions& options) {
  server.options = options;
  server.connection_removed();  // by other thresholds it may be relieved,
  server.connection_added();    // or have too many
  if (options.weight != 0) server.last_weight = options.weight;
}

std::unique_ptr<Server> new_or_recovered(NatState& nat, Service& service,
                                         const Endpoint& endpoint) {
  auto server = nat.trash.take(service.key, endpoint);
  if (server == nullptr) server = std::make_unique<Server>(service.key, endpoint);
  if (server->service != &service) server->counters = {};
  server->service = &service;
  server->active_load = nat.limits.active_load;
  return server;
}

void retire(NatState& nat, std::unique_ptr<Server> server) {
  server->available = false;
  nat.trash.put(std::move(server), nat.now);
}

/// With expire_nodest_conn a deletion ends the connections at once; followers before leaders.
void flush_orphans(NatState& nat) {
  if (nat.settings.expire_nodest_conn == 0) return;
  for (const bool templates : {false, true}) {
    nat.connections.for_each([&](Connection& connection) {
      if (connection.is_template == templates && !connection.server->available &&
          connection.controlled == 0)
        close(nat, connection);
    });
  }
}

void zero_service(Service& service) {
  service.counters = {};
  service.estimator.restart({});
  for (const auto& server : service.servers) {
    server->counters = {};
    server->estimator.restart({});
  }
}

}  // namespace

Refused Nat::add_service(const ServiceKey& key, const ServiceOptions& options) {
  if (state_->services.find(key) != nullptr)
    return Refusal{Reason::service_exists, "Service already exists"};
  if (auto refused = check(options)) return refused;
  install_scheduler(*state_, state_->services.add(key, options));
  return std::nullopt;
}

Refused Nat::edit_service(const ServiceKey& key, const ServiceOptions& options) {
  Service* service = state_->services.find(key);
  if (service == nullptr) return no_such_service();
  if (auto refused = check(options)) return refused;
  const ServiceOptions before = std::exchange(service->options, options);
  if (before.scheduler != options.scheduler || before.flags != options.flags)
    install_scheduler(*state_, *service);
  return std::nullopt;
}

Refused Nat::delete_service(const ServiceKey& key) {
  auto service = state_->services.remove(key);
  if (service == nullptr) return no_such_service();
  for (auto& server : service->servers) retire(*state_, std::move(server));
  state_->trash.forget(*service);
  flush_orphans(*state_);
  return std::nullopt;
}

void Nat::clear() {
  for (const ServiceKey& key : state_->services.keys()) delete_service(key);
}

void Nat::reset() {
  const Time now = state_->now;
  state_->connections.for_each([&](const Connection& connection) {
    if (!connection.is_template) state_->surroundings.connection_ended(connection);
  });
  state_ = std::make_unique<NatState>(state_->surroundings, state_->seed, state_->limits);
  state_->now = now;
}

Refused Nat::add_server(const ServiceKey& key, const Endpoint& endpoint,
                        const ServerOptions& options) {
  Service* service = state_->services.find(key);
  if (service == nullptr) return service_not_defined();
  if (auto refused = check(*service, endpoint, options)) return refused;
  if (service->find(endpoint) != service->servers.end())
    return Refusal{Reason::server_exists, "Destination already exists"};
  auto server = new_or_recovered(*state_, *service, endpoint);
  configure(*server, options);
  server->last_weight = options.weight;
  server->available = true;
  service->servers.insert(service->servers.begin(), std::move(server));
  service->scheduler->server_added(service->servers);
  return std::nullopt;
}

Refused Nat::edit_server(const ServiceKey& key, const Endpoint& endpoint,
                         const ServerOptions& options) {
  Service* service = state_->services.find(key);
  if (service == nullptr) return service_not_defined();
  if (auto refused = check(*service, endpoint, options)) return refused;
  const auto server = service->find(endpoint);
  if (server == service->servers.end()) return no_such_server();
  configure(**server, options);
  service->scheduler->weights_changed(service->servers);
  return std::nullopt;
}

Refused Nat::delete_server(const ServiceKey& key, const Endpoint& endpoint) {
  Service* service = state_->services.find(key);
  if (service == nullptr) return service_not_defined();
  const auto server = service->find(endpoint);
  if (server == service->servers.end()) return no_such_server();
  const auto index = static_cast<size_t>(server - service->servers.begin());
  retire(*state_, std::move(*server));
  service->servers.erase(server);
  service->scheduler->server_removed(service->servers, index);
  flush_orphans(*state_);
  return std::nullopt;
}

void Nat::set_timeouts(uint32_t tcp, uint32_t tcp_fin, uint32_t udp) {
  Timeouts& timeouts = state_->timeouts;
  if (tcp != 0) timeouts.of(TcpState::established) = tcp * 1000;
  if (tcp_fin != 0) timeouts.of(TcpState::fin_wait) = tcp_fin * 1000;
  if (udp != 0) timeouts.udp = udp * 1000;
}

Refused Nat::zero(const std::optional<ServiceKey>& key) {
  if (key) {
    Service* service = state_->services.find(*key);
    if (service == nullptr) return no_such_service();
    zero_service(*service);
    return std::nullopt;
  }
  for (const ServiceKey& each : state_->services.keys()) zero_service(*state_->services.find(each));
  state_->totals = {};
  return std::nullopt;
}

Refused Nat::apply(const IpvsadmCommand& command) {
  using Verb = IpvsadmCommand::Verb;
  const ServiceKey service = command.service.value_or(ServiceKey{});
  const Endpoint server = command.server.value_or(Endpoint{});
  switch (command.verb) {
    case Verb::add_service:
      return add_service(service, command.service_options);
    case Verb::edit_service:
      return edit_service(service, command.service_options);
    case Verb::delete_service:
      return delete_service(service);
    case Verb::add_server:
      return add_server(service, server, command.server_options);
    case Verb::edit_server:
      return edit_server(service, server, command.server_options);
    case Verb::delete_server:
      return delete_server(service, server);
    case Verb::zero:
      return zero(command.service);
    case Verb::clear:
      clear();
      return std::nullopt;
    case Verb::set_timeouts:
      set_timeouts(command.timeouts[0], command.timeouts[1], command.timeouts[2]);
      return std::nullopt;
    default:
      return unsupported("this command does not change the table");
  }
}

}  // namespace hopproof::core
