#include "harness/lint/lint_masquerade.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Fit = RuleFit::Fit;

std::vector<const IptablesItem*> notrack_rules(const Node& director, Family family) {
  std::vector<const IptablesItem*> rules;
  for (const IptablesItem& item : family == Family::v4 ? director.iptables : director.ip6tables) {
    const auto& options = item.rule.options;
    const bool by_option =
        std::ranges::find(options, "--notrack", &MatchOption::name) != options.end();
    if (item.rule.table == "raw" && (item.rule.target == "NOTRACK" || by_option))
      rules.push_back(&item);
  }
  return rules;
}

/// The rule that takes the packet, or may; null when none does.
const IptablesItem* taken_by(const std::vector<const IptablesItem*>& rules,
                             const PacketShape& packet) {
  const auto found = std::ranges::find_if(rules, [&](const IptablesItem* item) {
    return fit(item->rule, packet).fit != Fit::excluded;
  });
  return found == rules.end() ? nullptr : *found;
}

PacketShape shape(const LintService& service, const Endpoint& from, const Endpoint& to) {
  PacketShape packet;
  packet.protocol = service.key().protocol();
  packet.source = from;
  packet.destination = to;
  return packet;
}

void add_warning(const Node& director, const IptablesItem& rule, std::string_view direction,
                 Warnings& warnings) {
  const bool known = std::ranges::any_of(warnings, [&](const WarningResult& one) {
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

void lint_one_way(const Case& deployment, const LintService& service, Warnings& warnings) {
  const Node& director = *service.director;
  const auto rules = notrack_rules(director, service.key().family);
  const bool matters =
      tracks_connections(director) || !source_rules(director, service.key().family).empty();
  if (rules.empty() || service.is_marked() || !matters) return;
  for (const LintClient& client : lint_clients(deployment, service)) {
    const Endpoint cip{client.address, 40000};
    for (const IpvsItem* server : service.servers) {
      const auto* request = taken_by(rules, shape(service, cip, service.key().vip));
      const auto* reply = taken_by(rules, shape(service, *server->command.server, cip));
      if (request && !reply) add_warning(director, *request, "requests", warnings);
      if (reply && !request) add_warning(director, *reply, "replies", warnings);
    }
  }
}

}  // namespace

void lint_tracking(const Case& deployment, Warnings& warnings) {
  for (const LintService& service : lint_services(deployment))
    lint_one_way(deployment, service, warnings);
}

}  // namespace hopproof
