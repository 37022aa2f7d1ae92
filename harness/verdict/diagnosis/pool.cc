#include "harness/verdict/diagnosis/pool.hh"

#include "harness/base/protocol.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::verdict {
namespace {

const ChosenServer* find_row(const std::vector<ChosenServer>& rows, const Incident& incident) {
  const trace::FlowKey& key = incident.exchange().flow;
  // A NAT before the director may have changed both ends.
  const trace::Crossing* arrival = incident.arrival();
  const bool has_port = arrival && arrival->packet.source_port;
  const Endpoint client = has_port ? source_of(arrival->packet) : key.local;
  const Endpoint asked = has_port ? incident.asked() : key.remote;
  const auto found = std::ranges::find_if(rows, [&](const ChosenServer& row) {
    const bool same_director = row.director.empty() || row.director == incident.director();
    return same_director && row.protocol == key.protocol && row.client == client &&
           row.virtual_service == asked;
  });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::vector<const ServiceFact*> candidate_services(const Incident& incident) {
  auto services = incident.matching_services();
  const ServiceFact* by_mark = incident.mark_service();
  if (services.empty() && by_mark) services.push_back(by_mark);
  return services;
}

const RealServer* find_server(const std::vector<const ServiceFact*>& services,
                              const Endpoint& address) {
  for (const ServiceFact* service : services) {
    for (const RealServer& server : service->servers) {
      const bool any_port = server.address.port == 0 || address.port == 0;
      const bool same = server.address.address == address.address;
      if (same && (any_port || server.address.port == address.port)) return &server;
    }
  }
  return nullptr;
}

bool has_servers(const std::vector<const ServiceFact*>& services) {
  return std::ranges::any_of(services, [](const ServiceFact* s) { return !s->servers.empty(); });
}

bool has_weight(const std::vector<const ServiceFact*>& services) {
  return std::ranges::any_of(services, [](const ServiceFact* service) {
    return std::ranges::any_of(service->servers,
                               [](const RealServer& server) { return server.options.weight > 0; });
  });
}

const ChosenServer* row_now(const Incident& incident) {
  return find_row(incident.record().chosen, incident);
}
const ChosenServer* row_before(const Incident& incident) {
  return find_row(incident.record().chosen_before, incident);
}

const ChosenServer* template_before(const Incident& incident) {
  const trace::FlowKey& key = incident.exchange().flow;
  const auto& rows = incident.record().chosen_before;
  const auto found = std::ranges::find_if(rows, [&](const ChosenServer& row) {
    const bool port = row.virtual_service.port == 0 || row.virtual_service.port == key.remote.port;
    return row.client.port == 0 && port && row.virtual_service.address == key.remote.address;
  });
  return found == rows.end() ? nullptr : &*found;
}

std::string row_text(const ChosenServer& row) {
  return fmt::format("{} {} {} {}", protocol::listed_name(row.protocol), row.client.text(),
                     row.virtual_service.text(), row.destination.text());
}

std::string service_text(const ServiceFact& service) {
  std::vector<std::string> servers;
  for (const RealServer& server : service.servers) {
    servers.push_back(fmt::format("{} weight {}", server.address.text(), server.options.weight));
  }
  return fmt::format("ipvsadm -Ln: {} has {}", service.key.text(),
                     servers.empty() ? "no server" : fmt::format("{}", fmt::join(servers, ", ")));
}

}  // namespace hopproof::verdict
