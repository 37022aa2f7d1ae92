#include "harness/lint/lint_service.hh"
#include "harness/model/source_rewriting.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::lint {
namespace {

/// The rule of raw PREROUTING that takes the packet out of tracking, or may; null when none does.
const IptablesItem* untracking_item(const Node& director, const model::PacketShape& packet) {
  const Family family = packet.destination.address.family();
  const auto rule = model::untracking_rule(model::configured_rules(director, family), packet);
  return rule ? &model::rule_items(director, family)[rule->line] : nullptr;
}

void add_warning(const Node& director, const IptablesItem& rule, std::string_view direction,
                 Warnings& warnings) {
  const bool known = std::ranges::any_of(warnings, [&](const verdict::WarningResult& one) {
    return one.id == "notrack-one-way" && one.place.line == rule.place.line;
  });
  if (known) return;
  warnings.push_back(
      {"notrack-one-way",
       fmt::format("this takes {} out of connection tracking and leaves the other direction in: a "
                   "masquerade has no effect, or only half of it",
                   direction),
       fmt::format("on {}: iptables -t raw -D {}, or take out both directions", director.name,
                   rule.text.substr(std::min(rule.text.find(rule.rule.chain), rule.text.size()))),
       rule.place});
}

void lint_one_way(const Case& deployment, const model::Service& service, Warnings& warnings) {
  const Node& director = *service.director;
  const uint8_t protocol = service.key.protocol();
  const bool matters =
      model::tracks_connections(director) ||
      !model::source_rules(model::configured_rules(director, service.key.family)).empty();
  if (service.is_marked() || !matters) return;
  for (const LintClient& client : lint_clients(deployment, service)) {
    const Endpoint cip{client.address, 40000};
    for (const RealServer& server : service.servers) {
      const auto* request =
          untracking_item(director, model::packet_between(protocol, cip, service.key.vip));
      const auto* reply =
          untracking_item(director, model::packet_between(protocol, server.address, cip));
      if (request && !reply) add_warning(director, *request, "requests", warnings);
      if (reply && !request) add_warning(director, *reply, "replies", warnings);
    }
  }
}

}  // namespace

void lint_tracking(const Case& deployment, Warnings& warnings) {
  for (const model::Service& service : model::configured_services(deployment))
    lint_one_way(deployment, service, warnings);
}

}  // namespace hopproof::lint
