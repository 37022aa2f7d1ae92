#include "harness/case/findings/finding_id.hh"
#include "harness/lint/lint_service.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::lint {
namespace {

std::string letter(Forwarding forwarding) {
  if (forwarding == Forwarding::direct) return "-g";
  return forwarding == Forwarding::tunnel ? "-i" : "-m";
}

/// Port 0 means "every port" in a persistent service; elsewhere it is a mistake.
void lint_port_zero(const model::Service& service, Warnings& warnings) {
  const ServiceKey& key = service.key;
  if (service.is_marked()) return;
  const bool persistent = service.options.persistence.has_value();
  if (key.vip.port == 0) {
    if (persistent) return;
    warnings.push_back({"port-zero",
                        fmt::format("{} is every port of that address, and without -p IPVS "
                                    "schedules nothing for it",
                                    key.text()),
                        "name the port, or make the service persistent: add -p 300",
                        service.line->place});
    return;
  }
  for (const RealServer& server : service.servers) {
    const Endpoint& address = server.address;
    if (address.port != 0) continue;
    warnings.push_back(
        {"port-zero",
         fmt::format("{} has port 0: connections go to port {}, the one that the "
                     "client asked for, whatever the server listens on",
                     address.text(), key.vip.port),
         fmt::format("write the port: -r {}", Endpoint{address.address, key.vip.port}.text()),
         server.line->place});
  }
}

void lint_without_servers(const Case& deployment, const model::Service& service,
                          Warnings& warnings) {
  if (!service.servers.empty() || a_step_adds_servers(deployment, service)) return;
  warnings.push_back({std::string(word(FindingId::service_without_servers)),
                      fmt::format("{} has no server: IPVS refuses every connection with ICMP port "
                                  "unreachable",
                                  service.key.text()),
                      fmt::format("ipvsadm -a {} -r REAL-SERVER:PORT -m", service.key.text()),
                      service.line->place});
}

void lint_mixed_methods(const model::Service& service, Warnings& warnings) {
  if (service.servers.empty()) return;
  const Forwarding first = service.servers.front().options.forwarding;
  for (const RealServer& server : service.servers) {
    const Forwarding other = server.options.forwarding;
    if (other == first) continue;
    warnings.push_back(
        {"mixed-methods",
         fmt::format("{} is reached by {}, {} by {}: servers of one service then need different "
                     "return paths and see different addresses",
                     server.address.text(), letter(other), service.servers.front().address.text(),
                     letter(first)),
         fmt::format("use one forwarding method for all of them (ipvsadm's default is -g, not -m): "
                     "ipvsadm -e {} -r {} {}",
                     service.key.text(), server.address.text(), letter(first)),
         server.set->place});
    return;
  }
}

}  // namespace

void lint_services_alone(const Case& deployment, const model::Service& service,
                         Warnings& warnings) {
  lint_port_zero(service, warnings);
  lint_without_servers(deployment, service, warnings);
  lint_mixed_methods(service, warnings);
}

}  // namespace hopproof::lint
