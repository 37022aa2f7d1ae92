#include "harness/case/ipvsadm/service_table.hh"

#include "harness/base/protocol.hh"

#include <algorithm>

namespace hopproof {
namespace {

using Verb = IpvsadmCommand::Verb;

constexpr uint16_t ftp = 21, ftp_data = 20;
constexpr uint16_t first_unprivileged = 1024;

const VirtualService* find_named(const std::vector<VirtualService>& services,
                                 const ServiceQuery& query, uint16_t port) {
  const auto kind = service_kind(query.protocol);
  const auto found = std::ranges::find_if(services, [&](const VirtualService& service) {
    return kind && service.key.kind == *kind &&
           service.key.vip == Endpoint{query.destination.address, port};
  });
  return found == services.end() ? nullptr : &*found;
}

const VirtualService* find_marked(const std::vector<VirtualService>& services,
                                  const ServiceQuery& query) {
  const auto found = std::ranges::find_if(services, [&](const VirtualService& service) {
    return service.is_marked() && service.key.mark == query.mark &&
           service.key.family == query.destination.address.family();
  });
  return found == services.end() ? nullptr : &*found;
}

bool is_ftp_data(const ServiceQuery& query) {
  const uint16_t port = query.destination.port;
  return query.protocol == protocol::tcp && (port == ftp_data || port >= first_unprivileged);
}

}  // namespace

std::optional<ServiceError> ServiceTable::apply(const IpvsadmCommand& command,
                                                const IpvsItem* line) {
  switch (command.verb) {
    case Verb::add_service:
      return add(command, line);
    case Verb::edit_service:
    case Verb::delete_service:
    case Verb::add_server:
    case Verb::edit_server:
    case Verb::delete_server:
      return change(command, line);
    case Verb::clear:
      services_.clear();
      return std::nullopt;
    case Verb::list:
    case Verb::save:
    case Verb::restore:
      return ServiceError::nothing_configured;
    default:
      return std::nullopt;
  }
}

const VirtualService* ServiceTable::find(const ServiceKey& key) const {
  const auto found = std::ranges::find(services_, key, &VirtualService::key);
  return found == services_.end() ? nullptr : &*found;
}

std::optional<ServiceError> ServiceTable::add(const IpvsadmCommand& command, const IpvsItem* line) {
  if (!command.service) return std::nullopt;
  if (find(*command.service)) return ServiceError::service_exists;
  services_.push_back({*command.service, command.service_options, {}, line, line});
  return std::nullopt;
}

std::optional<ServiceError> ServiceTable::change(const IpvsadmCommand& command,
                                                 const IpvsItem* line) {
  if (!command.service) return std::nullopt;
  const auto service = std::ranges::find(services_, *command.service, &VirtualService::key);
  if (service == services_.end()) return ServiceError::no_service;
  if (command.verb == Verb::delete_service) {
    services_.erase(service);
    return std::nullopt;
  }
  if (command.verb != Verb::edit_service) return change_server(*service, command, line);
  service->options = command.service_options;
  service->set = line;
  return std::nullopt;
}

std::optional<ServiceError> ServiceTable::change_server(VirtualService& service,
                                                        const IpvsadmCommand& command,
                                                        const IpvsItem* line) {
  if (!command.server) return std::nullopt;
  const auto server = std::ranges::find(service.servers, *command.server, &RealServer::address);
  const bool known = server != service.servers.end();
  if (command.verb == Verb::add_server) {
    if (known) return ServiceError::server_exists;
    service.servers.push_back({*command.server, command.server_options, line, line});
    return std::nullopt;
  }
  if (!known) return ServiceError::no_server;
  if (command.verb == Verb::delete_server) {
    service.servers.erase(server);
  } else {
    server->options = command.server_options;
    server->set = line;
  }
  return std::nullopt;
}

const VirtualService* service_for(const std::vector<VirtualService>& services,
                                  const ServiceQuery& query) {
  if (query.mark != 0)
    if (const VirtualService* marked = find_marked(services, query)) return marked;
  if (const VirtualService* exact = find_named(services, query, query.destination.port))
    return exact;
  if (is_ftp_data(query))
    if (const VirtualService* control = find_named(services, query, ftp)) return control;
  return find_named(services, query, 0);
}

bool is_named_by(const ServiceKey& key, uint8_t protocol, const Endpoint& destination) {
  return key.kind != ServiceKey::Kind::fwmark && key.protocol() == protocol &&
         key.vip.address == destination.address &&
         (key.vip.port == 0 || key.vip.port == destination.port);
}

}  // namespace hopproof
