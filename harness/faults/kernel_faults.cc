#include "harness/faults/fault.hh"

#include <fmt/format.h>

namespace hopproof::faults {
namespace {

Fault switched(const std::string& node, const std::string& name, const std::string& value,
               std::vector<std::string> findings, Spot spot) {
  return make_static_fault(
      fmt::format("{}={}", name, value), node, std::move(findings), spot,
      [node, name, value](Deployment& made) { made.node(node).sysctls[name] = value; });
}

void add_forwarding(const Deployment& at, std::vector<Fault>& found) {
  const std::string name = forwarding_sysctl(at.family);
  if (!at.router_before.empty())
    found.push_back(
        switched(at.router_before, name, "0", {"request-not-forwarded"}, Spot::router_before));
  if (!at.router_behind.empty())
    found.push_back(
        switched(at.router_behind, name, "0", {"request-not-forwarded"}, Spot::router_behind));
  found.push_back(
      switched(at.director, name, "0", {"reply-not-forwarded"}, Spot::back_in_director));
}

/// INVALID in FORWARD is what IPVS's untracked replies are.
Fault invalid_dropped(const Deployment& at) {
  return make_static_fault(
      "FORWARD drops INVALID", at.director, {"reply-dropped-as-invalid"}, Spot::back_in_director,
      [](Deployment& made) {
        made.node(made.director)
            .firewall.emplace_back("-A FORWARD -m conntrack --ctstate INVALID -j DROP");
      });
}

void add_tracking(const Deployment& at, std::vector<Fault>& found) {
  found.push_back(switched(at.director, "net.ipv4.vs.conntrack", "0", {"masquerade-not-applied"},
                           Spot::leaving_director));
  found.back().consequences = {"reply-bypasses-director", "reply-has-no-route"};
  Fault untracked = found.back();
  untracked.kind = "NOTRACK before the masquerade";
  untracked.put_in = [](Deployment& made) {
    made.node(made.director)
        .firewall.push_back(fmt::format("-t raw -A PREROUTING -d {} -j CT --notrack", made.vip));
  };
  found.push_back(untracked);
  Fault narrowed = untracked;
  narrowed.kind = "the masquerade's terms exclude it";
  narrowed.put_in = [](Deployment& made) {
    for (std::string& line : made.node(made.director).firewall) {
      const size_t target = line.find(" -j MASQUERADE");
      if (target != std::string::npos)
        line.insert(target, fmt::format(" --vport {}", made.port + 1));
    }
  };
  found.push_back(narrowed);
}

void add_reverse_path(const Deployment& at, std::vector<Fault>& found) {
  if (at.is_local() || at.node(at.server).rules.empty() || at.family == Family::v6) return;
  found.push_back(switched(at.server, "net.ipv4.conf.back.rp_filter", "1", {"rp-filter-drop"},
                           Spot::entering_server));
  found.push_back(switched(at.server, "net.ipv4.conf.all.rp_filter", "1", {"rp-filter-drop"},
                           Spot::entering_server));
}

}  // namespace

void add_kernel_faults(const Deployment& deployment, std::vector<Fault>& found) {
  add_forwarding(deployment, found);
  if (!deployment.is_local() && deployment.family == Family::v4)
    found.push_back(invalid_dropped(deployment));
  if (deployment.is_masqueraded()) add_tracking(deployment, found);
  add_reverse_path(deployment, found);
  const bool asks_by_arp = deployment.family == Family::v4 && !deployment.client_is_director();
  if (asks_by_arp)
    found.push_back(
        switched(deployment.director, "net.ipv4.conf.all.arp_ignore", "8", {"vip-arp-unanswered"},
                 deployment.router_before.empty() ? Spot::link_to_vip : Spot::entering_director));
}

}  // namespace hopproof::faults
