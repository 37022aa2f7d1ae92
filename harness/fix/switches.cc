#include "harness/fix/candidates.hh"
#include "harness/model/sysctls.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::fix {
namespace {

bool uses_ipv6(const Node& node) {
  return std::ranges::any_of(node.interfaces, [](const Interface& interface) {
    return std::ranges::any_of(interface.addresses, [](const InterfaceAddress& own) {
      return own.cidr.address.family() == Family::v6;
    });
  });
}

void add_switch(const Node& node, const std::string& name, const std::string& value,
                const std::string& touches, Candidates& found, int cost = 1) {
  if (model::Sysctls(node).value(name) == value) return;
  found.push_back({fmt::format("{}={} on {}", name, value, node.name),
                   {set_sysctl(node, name, value, touches)},
                   cost});
}

/// Directors forward replies, and routers everything.
void add_forwarding(const FixScene& scene, Candidates& found) {
  for (const Node& node : scene.whole.nodes) {
    const bool between = std::ranges::count_if(node.interfaces, [](const Interface& interface) {
                           return !interface.network.empty();
                         }) > 1;
    if (!node.is_director && (!between || !node.serves.empty())) continue;
    constexpr const char* touches = "it then forwards for every host: check its FORWARD rules";
    add_switch(node, "net.ipv4.ip_forward", "1", touches, found);
    if (uses_ipv6(node)) add_switch(node, "net.ipv6.conf.all.forwarding", "1", touches, found);
  }
}

/// rp_filter strict, wherever the case sets it so: loose, else off. The kernel takes the larger of
/// all and the interface.
void add_reverse_path(const FixScene& scene, Candidates& found) {
  for (const Node& node : scene.whole.nodes) {
    for (const auto& [value, cost] : {std::pair("2", 1), std::pair("0", 2)}) {
      Candidate loosen{fmt::format("rp_filter={} on {}", value, node.name), {}, cost};
      for (const SysctlItem& item : node.sysctls) {
        const bool strict = item.name.ends_with(".rp_filter") && item.text == "1";
        if (!strict) continue;
        loosen.changes.push_back(
            set_sysctl(node, item.name, value,
                       value == std::string_view("2")
                           ? "a source that is reachable through another interface is accepted"
                           : "sources are no longer checked: spoofed packets are accepted"));
      }
      found.push_back(std::move(loosen));
    }
  }
}

bool sighted_redirect(const verdict::CaseResult& result) {
  return std::ranges::any_of(result.steps, [](const verdict::StepResult& step) {
    return std::ranges::any_of(step.crossings, [](const verdict::CrossingResult& crossing) {
      return crossing.kind.find("redirect") != std::string::npos;
    });
  });
}

void add_no_redirects(const FixScene& scene, Candidates& found) {
  if (!sighted_redirect(scene.failing) && !scene.has_finding(FindingId::reply_redirected)) return;
  for (const Node* director : scene.whole.directors()) {
    Candidate quiet{fmt::format("no ICMP redirects from {}", director->name), {}, 1};
    std::vector<std::string> sets{"all"};
    for (const Interface& interface : director->interfaces) {
      if (!interface.network.empty()) sets.push_back(interface.name);
    }
    for (const std::string& set : sets) {
      quiet.changes.push_back(set_sysctl(*director,
                                         fmt::format("net.ipv4.conf.{}.send_redirects", set), "0",
                                         "hosts keep the longer path; nothing breaks"));
    }
    found.push_back(std::move(quiet));
  }
}

void add_arp_answers(const FixScene& scene, Candidates& found) {
  for (const Node* director : scene.whole.directors()) {
    Candidate answer{fmt::format("ARP answers for every address on {}", director->name), {}, 1};
    for (const SysctlItem& item : director->sysctls) {
      if (item.name.ends_with(".arp_ignore") && item.text != "0")
        answer.changes.push_back(set_sysctl(*director, item.name, "0",
                                            "it answers for all its addresses on this interface"));
    }
    found.push_back(std::move(answer));
  }
}

/// Connections to a server that is gone.
void add_expiry(const FixScene& scene, Candidates& found) {
  const bool stale = scene.has_finding(FindingId::stale_destination);
  const bool reused = scene.has_finding(FindingId::port_reuse_reset_or_delay);
  for (const Node* director : scene.whole.directors()) {
    if (stale) {
      add_switch(*director, "net.ipv4.vs.expire_nodest_conn", "1",
                 "connections to a removed server end at once", found);
      add_switch(*director, "net.ipv4.vs.expire_quiescent_template", "1",
                 "persistence to a server of weight 0 ends", found);
    }
    if (reused)
      add_switch(*director, "net.ipv4.vs.conn_reuse_mode", "0",
                 "a reused port goes to the old server, even a dead one", found);
  }
}

}  // namespace

void add_kernel_switches(const FixScene& scene, Candidates& found) {
  add_forwarding(scene, found);
  add_reverse_path(scene, found);
  add_no_redirects(scene, found);
  add_arp_answers(scene, found);
  add_expiry(scene, found);
}

}  // namespace hopproof::fix
