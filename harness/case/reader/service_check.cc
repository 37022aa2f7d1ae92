#include "harness/base/spellcheck.hh"
#include "harness/case/ipvsadm/service_table.hh"
#include "harness/case/reader/case_checks.hh"

#include <fmt/format.h>

namespace hopproof {
namespace {

std::string missing_service(const ServiceTable& table, const std::string& service) {
  std::vector<std::string> known;
  for (const VirtualService& one : table.services()) known.push_back(one.key.text());
  return fmt::format("no line before this one adds the service {}{}", service,
                     did_you_mean(service, known));
}

std::string missing_server(const ServiceTable& table, const ServiceKey& service,
                           const std::string& server) {
  std::vector<std::string> known;
  for (const RealServer& one : table.find(service)->servers) known.push_back(one.address.text());
  return fmt::format("no line before this one adds the server {} to {}{}", server, service.text(),
                     did_you_mean(server, known));
}

std::string refusal(ServiceError error, const ServiceTable& table, const IpvsadmCommand& command) {
  const std::string service = command.service ? command.service->text() : "";
  const std::string server = command.server ? command.server->text() : "";
  switch (error) {
    case ServiceError::service_exists:
      return fmt::format("the service {} is there already", service);
    case ServiceError::no_service:
      return missing_service(table, service);
    case ServiceError::server_exists:
      return fmt::format("the server {} is in {} already", server, service);
    case ServiceError::no_server:
      return missing_server(table, *command.service, server);
    case ServiceError::nothing_configured:
      break;
  }
  return "this line configures nothing";
}

}  // namespace

void check_services(ParseContext& context) {
  for (const Node& node : context.parsed.nodes) {
    if (context.is_flawed(node, "ipvs")) continue;
    ServiceTable table;
    for (const IpvsItem& item : node.ipvs) {
      if (const auto error = table.apply(item.command, &item))
        context.diagnostics.error(item.place, refusal(*error, table, item.command));
    }
  }
}

}  // namespace hopproof
