#include "harness/run/facts/live_services.hh"

#include "harness/base/text.hh"

#include <algorithm>

namespace hopproof {
namespace {

void apply(const IpvsadmCommand& command, std::vector<ServiceFact>& services) {
  if (!command.service) return;
  if (command.verb == IpvsadmCommand::Verb::add_service)
    services.push_back({*command.service, command.service_options, {}});
  if (command.verb != IpvsadmCommand::Verb::add_server || !command.server) return;
  const auto service = std::ranges::find(services, *command.service, &ServiceFact::key);
  if (service != services.end())
    service->servers.push_back({*command.server, command.server_options});
}

}  // namespace

std::vector<ServiceFact> parse_services(std::string_view ipvsadm_save) {
  std::vector<ServiceFact> services;
  for (const std::string_view line : lines_of(ipvsadm_save)) {
    const auto parsed = parse_ipvsadm(line);
    if (const auto* command = std::get_if<IpvsadmCommand>(&parsed)) apply(*command, services);
  }
  return services;
}

}  // namespace hopproof
