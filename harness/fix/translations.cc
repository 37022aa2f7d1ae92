#include "harness/fix/candidates.hh"
#include "harness/model/source_rewriting.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::fix {
namespace {

bool has_rule(const Node& director, Family family, const std::string& text) {
  const auto& items = family == Family::v4 ? director.iptables : director.ip6tables;
  return std::ranges::find(items, text, &IptablesItem::text) != items.end();
}

std::string masquerade_text(const model::Service& service) {
  constexpr const char* chain = "-t nat -A POSTROUTING -m ipvs";
  if (service.is_marked()) return fmt::format("{} --ipvs -j MASQUERADE", chain);
  const Endpoint& vip = service.key.vip;
  const std::string port = vip.port == 0 ? "" : fmt::format(" --vport {}", vip.port);
  return fmt::format("{} --vaddr {}{} -j MASQUERADE", chain, vip.address.text(), port);
}

void add_masquerade(const FixScene& scene, Candidates& found) {
  for (const model::Service& service : scene.services) {
    const std::string text = masquerade_text(service);
    const Family family = service.key.family;
    if (has_rule(*service.director, family, text)) continue;
    const bool only_one = scene.services.size() == 1 || service.is_marked();
    const std::string name =
        only_one ? "masquerade" : fmt::format("masquerade-{}", service.key.vip.port);
    found.push_back(
        {fmt::format("masquerade of {} on {}", service.key.text(), service.director->name),
         {add_firewall_rule(*service.director, family, name, text,
                            service.is_marked() ? "every IPVS service of this director"
                                                : "only this service, thanks to -m ipvs")},
         3});
  }
}

void add_tracking(const FixScene& scene, Candidates& found) {
  for (const Node* director : scene.whole.directors()) {
    if (model::tracks_connections(*director)) continue;
    found.push_back({fmt::format("connection tracking of IPVS on {}", director->name),
                     {set_sysctl(*director, "net.ipv4.vs.conntrack", "1",
                                 "every IPVS connection of this director gets a conntrack entry")},
                     1});
  }
}

void add_untracking_removed(const FixScene& scene, Candidates& found) {
  for (const Node* director : scene.whole.directors()) {
    for (const IptablesItem& item : director->iptables) {
      const auto& options = item.rule.options;
      const bool untracks =
          item.rule.target == "NOTRACK" ||
          std::ranges::find(options, "--notrack", &MatchOption::name) != options.end();
      if (!untracks) continue;
      found.push_back({fmt::format("without the NOTRACK rule {} on {}", item.name, director->name),
                       {remove_firewall_rule(*director, Family::v4, item,
                                             "what it took out of tracking is tracked again")},
                       1});
    }
  }
}

}  // namespace

void add_translations(const FixScene& scene, Candidates& found) {
  add_masquerade(scene, found);
  add_tracking(scene, found);
  add_untracking_removed(scene, found);
}

}  // namespace hopproof::fix
