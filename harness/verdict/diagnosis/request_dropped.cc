#include "harness/base/protocol.hh"
#include "harness/verdict/diagnosis/filter.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <cerrno>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

bool is_forwarding_off(const Incident& incident, const trace::Crossing& end) {
  const char* name =
      end.packet.destination.is_v4() ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding";
  return incident.sysctl(end.to, name) == "0";
}

std::string forwarding_command(const IpAddress& address) {
  return address.is_v4() ? "sysctl -w net.ipv4.ip_forward=1"
                         : "sysctl -w net.ipv6.conf.all.forwarding=1";
}

MaybeFinding not_forwarding(const Incident& incident, const trace::Crossing& end) {
  Finding finding(incident, end.to,
                  fmt::format("{} on the way does not forward, so the request ends there", end.to));
  finding.cite(&end, "and nothing behind it");
  finding
      .sysctl(end.to, end.packet.destination.is_v4() ? "net.ipv4.ip_forward"
                                                     : "net.ipv6.conf.all.forwarding")
      .counter(end.to, "IpInAddrErrors");
  finding.rules_out("the director: no packet came there");
  finding.remedy(end.to, forwarding_command(end.packet.destination), "gone after a reboot");
  return finding.take();
}

MaybeFinding filtered(const Incident& incident, const trace::Crossing& end, const RuleFact& rule) {
  Finding finding(incident, end.to,
                  fmt::format("a filter of {} on the way drops the request", end.to));
  finding.cite(&end, "and nothing behind it").rule(end.to, rule);
  finding.rules_out("the director: no packet came there");
  const bool both = takes_both_ways(rule, shape_of(end));
  // Behind a DNAT the destination is another one; the source is the same.
  const bool translated = may_translate(incident, end.to, shape_of(end));
  const std::string address = translated ? end.packet.source.text() : end.packet.destination.text();
  finding.remedy(end.to, accept_before(rule, (translated ? "-s " : "-d ") + address),
                 both ? "with the next line" : "");
  if (both)
    finding.remedy(end.to, accept_before(rule, (translated ? "-d " : "-s ") + address),
                   "for the way back");
  return finding.take();
}

bool is_on_the_way(const Incident& incident, const trace::Crossing& end) {
  return end.received && end.packet.is_ip && !end.to.empty() && end.to != incident.director() &&
         end.to != incident.server() && !incident.owns(end.to, end.packet.destination);
}

}  // namespace

MaybeFinding request_not_forwarded(const Incident& incident) {
  if (incident.answered() || incident.delivery()) return std::nullopt;
  for (const trace::Crossing* end : incident.ends(incident.flow().request)) {
    if (!is_on_the_way(incident, *end) || (incident.arrival() && !incident.dispatch())) continue;
    if (is_forwarding_off(incident, *end)) return not_forwarding(incident, *end);
    const RuleFact* rule =
        dropping_rule(incident, end->to, {"PREROUTING", "FORWARD", "POSTROUTING"}, shape_of(*end));
    if (rule) return filtered(incident, *end, *rule);
  }
  return std::nullopt;
}

MaybeFinding request_dropped_by_input_filter(const Incident& incident) {
  if (incident.answered() || !incident.arrival() || incident.dispatch()) return std::nullopt;
  const trace::Crossing& arrival = *incident.arrival();
  const std::string& director = incident.director();
  if (!incident.owns(director, arrival.packet.destination)) return std::nullopt;
  const RuleFact* rule =
      dropping_rule(incident, director, {"PREROUTING", "INPUT"}, shape_of(arrival));
  if (!rule) return std::nullopt;
  Finding finding(incident, director,
                  fmt::format("{} {}s the request to {} in {}, before IPVS sees it", director,
                              rule->rule.target == "REJECT" ? "reject" : "drop",
                              incident.service().text(), rule->rule.chain));
  finding.cite(&arrival, "and nothing left the director toward a server").rule(director, *rule);
  finding.say(fmt::format("no row for it in ipvsadm -Lnc"));
  finding.rules_out("routes and real servers: the request arrived, and went to none of them");
  const std::string_view protocol = protocol::name(arrival.packet.protocol);
  std::string terms = fmt::format("-d {}", arrival.packet.destination.text());
  if (!incident.is_ping())
    terms += fmt::format(" -p {} --dport {}", protocol, incident.asked().port);
  finding.remedy(director, accept_before(*rule, terms),
                 "INPUT sees VIP:port, FORWARD never sees a request");
  return finding.take();
}

}  // namespace hopproof::verdict
