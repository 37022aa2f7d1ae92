#include "harness/import/import.hh"

#include "harness/import/case_text.hh"
#include "harness/import/host_reader.hh"

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

std::string counted(size_t number, std::string_view one, std::string_view more) {
  return fmt::format("{} {}", number, number == 1 ? one : more);
}

std::string summary_of(const Member& member) {
  std::string text =
      fmt::format("{}: {}", member.name, counted(member.ports.size(), "interface", "interfaces"));
  if (!member.role.empty())
    text = fmt::format("{}: {}, {}", member.name, member.role,
                       counted(member.ports.size(), "interface", "interfaces"));
  const auto add = [&](size_t number, std::string_view one, std::string_view more) {
    if (number > 0) text += ", " + counted(number, one, more);
  };
  size_t servers = 0;
  for (const VirtualService& service : member.services) servers += service.servers.size();
  add(member.services.size(), "service", "services");
  add(servers, "server", "servers");
  add(member.routes.size(), "route", "routes");
  add(member.rules.size(), "policy rule", "policy rules");
  add(member.sysctls.size(), "sysctl", "sysctls");
  add(member.iptables.size() + member.ip6tables.size(), "firewall rule", "firewall rules");
  add(member.nftables.size(), "line of nftables", "lines of nftables");
  return text;
}

void name_roles(Deployment& deployment) {
  for (Member& member : deployment.members)
    for (const Member& director : deployment.members)
      for (const VirtualService& service : director.services)
        for (const RealServer& server : service.servers)
          if (member.role.empty() && member.owner_of(server.address.address) != nullptr)
            member.role = "real server of " + director.name;
  for (const Request& request : deployment.requests)
    for (Member& member : deployment.members)
      if (member.role.empty() && member.name == request.from) member.role = "client";
}

}  // namespace

Imported import_case(const std::vector<Source>& sources, const ImportOptions& options) {
  const Hosts hosts = read_hosts(sources);
  if (hosts.all.empty()) return {"", hosts.remarks, {}};
  Deployment deployment = wire_up(hosts, options);
  for (const Source& source : sources) deployment.sources.push_back(source.name);
  add_missing_addresses(deployment);
  assume_forwarding(hosts, deployment);
  add_missing_servers(deployment);
  add_listeners(hosts, deployment);
  add_requests(hosts, options, deployment);
  name_roles(deployment);
  Imported imported{case_text(deployment), deployment.remarks, {}};
  for (const Member& member : deployment.members) imported.summary.push_back(summary_of(member));
  return imported;
}

}  // namespace hopproof::imports
