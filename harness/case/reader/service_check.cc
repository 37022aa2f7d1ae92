#include "harness/base/spellcheck.hh"
#include "harness/case/reader/checks.hh"

#include <map>
#include <set>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Verb = IpvsadmCommand::Verb;

/// The services of one node as its lines build them.
class ServiceTable {
 public:
  /// What is wrong with this line after those before it; "" when nothing is.
  std::string apply(const IpvsadmCommand& command) {
    switch (command.verb) {
      case Verb::add_service:
        return add_service(*command.service);
      case Verb::delete_service:
        services_.erase(*command.service);
        return "";
      case Verb::add_server:
        return add_server(*command.service, *command.server);
      case Verb::edit_service:
      case Verb::edit_server:
      case Verb::delete_server:
        return require(*command.service);
      case Verb::clear:
        services_.clear();
        return "";
      case Verb::list:
      case Verb::save:
      case Verb::restore:
        return "this line configures nothing";
      default:
        return "";
    }
  }

 private:
  std::string add_service(const ServiceKey& service) {
    if (services_.try_emplace(service).second) return "";
    return fmt::format("the service {} is there already", service.text());
  }

  std::string add_server(const ServiceKey& service, const Endpoint& server) {
    if (auto missing = require(service); !missing.empty()) return missing;
    if (services_[service].insert(server).second) return "";
    return fmt::format("the server {} is in {} already", server.text(), service.text());
  }

  std::string require(const ServiceKey& service) const {
    if (services_.contains(service)) return "";
    std::vector<std::string> known;
    for (const auto& [key, servers] : services_) known.push_back(key.text());
    return fmt::format("no line before this one adds the service {}{}", service.text(),
                       did_you_mean(service.text(), known));
  }

  std::map<ServiceKey, std::set<Endpoint>> services_;
};

bool is_complete(const IpvsadmCommand& command) {
  const bool of_server = command.verb == Verb::add_server || command.verb == Verb::edit_server ||
                         command.verb == Verb::delete_server;
  const bool of_service = of_server || command.verb == Verb::add_service ||
                          command.verb == Verb::edit_service ||
                          command.verb == Verb::delete_service;
  return (!of_service || command.service) && (!of_server || command.server);
}

}  // namespace

void check_services(ParseContext& context) {
  for (const Node& node : context.parsed.nodes) {
    if (context.is_flawed(node, "ipvs")) continue;
    ServiceTable table;
    for (const IpvsItem& item : node.ipvs) {
      if (!is_complete(item.command)) continue;
      const std::string problem = table.apply(item.command);
      if (!problem.empty()) context.diagnostics.error(item.place, problem);
    }
  }
}

}  // namespace hopproof
