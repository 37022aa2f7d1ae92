#include "harness/base/protocol.hh"
#include "harness/verdict/diagnosis/filter.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

/// Where the answer was seen last, when it is a node that should have passed it on.
const trace::Crossing* stop(const Incident& incident) {
  const trace::Crossing* end = incident.answer_end();
  if (incident.answered() || !end || !end->received || end->to.empty()) return nullptr;
  const bool arrived = end->to == incident.client() || end->to == incident.server();
  return arrived ? nullptr : end;
}

std::string forwarding_of(const IpAddress& address) {
  return address.is_v4() ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding";
}

/// The answer as FORWARD sees it: conntrack has put the client's address back by then.
model::PacketShape forwarded_shape(const Incident& incident, const trace::Crossing& end) {
  model::PacketShape shape = shape_of(end);
  if (end.to == incident.director()) shape.destination = incident.exchange().flow.local;
  const RouteAnswer* on = incident.route({end.to, shape.destination.address, std::nullopt, ""});
  if (on && on->reachable()) shape.out = on->interface;
  return shape;
}

const RuleFact* forward_rule(const Incident& incident, const trace::Crossing& end,
                             bool about_invalid) {
  return dropping_rule(
      incident, end.to, {"PREROUTING", "FORWARD", "POSTROUTING"}, forwarded_shape(incident, end),
      [&](const RuleFact& rule) { return is_about_invalid(rule) == about_invalid; });
}

/// The answer went another way or was never sent; had it come, the director would not pass it on.
bool would_be_stopped(const Incident& incident) {
  return !incident.is_client_on_director() &&
         (reply_has_no_route(incident) || reply_bypasses_director(incident));
}

FindingResult not_forwarded(Finding& finding, const Incident& incident, const std::string& node) {
  const IpAddress& client = incident.exchange().flow.local.address;
  finding.sysctl(node, forwarding_of(client));
  finding.counter(node, "IpInAddrErrors").counter(node, "Ip6InAddrErrors");
  finding.rules_out("IPVS: requests leave by LOCAL_OUT and need no forwarding, answers do");
  finding.remedy(node, fmt::format("sysctl -w {}=1", forwarding_of(client)), "gone after a reboot");
  return finding.take();
}

}  // namespace

MaybeFinding reply_not_forwarded(const Incident& incident) {
  const std::string name = forwarding_of(incident.exchange().flow.local.address);
  const trace::Crossing* end = stop(incident);
  // An answer that goes around the director is lost wherever it goes: that is the bypass's cause.
  if (end && end->to != incident.director() && reply_bypasses_director(incident))
    return std::nullopt;
  if (end && incident.sysctl(end->to, name) == "0" &&
      !(end->to == incident.director() && incident.is_client_on_director())) {
    Finding finding(incident, end->to,
                    fmt::format("the answer comes to {}, which does not forward", end->to));
    finding.cite(end, "and nothing behind it, not even ICMP");
    return not_forwarded(finding, incident, end->to);
  }
  const std::string& director = incident.director();
  if (end || incident.sysctl(director, name) != "0" || !would_be_stopped(incident))
    return std::nullopt;
  Finding finding(
      incident, director,
      fmt::format("if the answer came to {}, it would not be forwarded either", director));
  finding.say("no answer has come there: this follows from the setting alone");
  return not_forwarded(finding, incident, director);
}

MaybeFinding reply_dropped_as_invalid(const Incident& incident) {
  const trace::Crossing* end = stop(incident);
  const RuleFact* rule = end ? forward_rule(incident, *end, true) : nullptr;
  if (!rule) return std::nullopt;
  Finding finding(
      incident, end->to,
      fmt::format("{} drops the answer as INVALID: its conntrack never saw the request", end->to));
  finding.cite(end, "and nothing behind it").rule(end->to, *rule);
  finding.sysctl(end->to, "net.ipv4.vs.conntrack");
  finding.rules_out("ip_forward and the real server: the answer came into FORWARD");
  if (incident.sysctl(end->to, "net.ipv4.vs.conntrack") == "0")
    finding.remedy(end->to, "sysctl -w net.ipv4.vs.conntrack=1", "gone after a reboot");
  finding.remedy(end->to,
                 fmt::format("{} -I FORWARD -s {} -j ACCEPT", iptables_of(end->packet.source),
                             end->packet.source.text()),
                 "before that rule");
  return finding.take();
}

MaybeFinding reply_dropped_by_forward_filter(const Incident& incident) {
  const trace::Crossing* end = stop(incident);
  const RuleFact* rule = end ? forward_rule(incident, *end, false) : nullptr;
  if (!rule) return std::nullopt;
  const trace::Packet& packet = end->packet;
  Finding finding(incident, end->to,
                  fmt::format("{} drops the answer in {}{}{}, where its source is still {}",
                              end->to, rule->rule.chain, of_table(*rule),
                              rule->policy ? " (the policy)" : "", source_of(packet).text()));
  finding.cite(end, "and nothing behind it").rule(end->to, *rule);
  finding.rules_out(rule->rule.chain == "PREROUTING"
                        ? "the real server: it answered, and the answer came to this node"
                        : "ip_forward and the real server: the answer came into FORWARD");
  std::string terms = fmt::format("-s {}", packet.source.text());
  if (packet.source_port)
    terms += fmt::format(" -p {} --sport {}", protocol::name(packet.protocol), *packet.source_port);
  finding.remedy(
      end->to, accept_before(*rule, terms),
      fmt::format("{} sees RIP as the source; the VIP replaces it later", rule->rule.chain));
  return finding.take();
}

}  // namespace hopproof::verdict
