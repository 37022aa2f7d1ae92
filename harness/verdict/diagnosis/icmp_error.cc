#include "harness/verdict/diagnosis/filter.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

bool says_too_big(const trace::Packet& packet) {
  if (!packet.icmp || !packet.carried) return false;
  return packet.source.is_v4() ? packet.icmp->type == 3 && packet.icmp->code == 4
                               : packet.icmp->type == 2;
}

/// Came to who sent the quoted packet: the client or the server, not the director for them.
bool is_delivered(const Incident& incident, const trace::Crossing& end) {
  if (!end.received) return false;
  if (end.to == incident.server() || end.to == incident.client()) return true;
  return end.to != incident.director() && incident.owns(end.to, end.packet.destination);
}

/// The first message of that kind that did not come; null when some did.
const trace::Crossing* lost_error(const Incident& incident) {
  const trace::Crossing* lost = nullptr;
  for (const trace::Crossing* end : incident.ends(incident.flow().errors)) {
    if (!says_too_big(end->packet)) continue;
    if (is_delivered(incident, *end)) return nullptr;
    if (!lost) lost = end;
  }
  return lost;
}

}  // namespace

MaybeFinding icmp_error_lost(const Incident& incident) {
  const trace::Crossing* lost = incident.answered() ? nullptr : lost_error(incident);
  if (!lost) return std::nullopt;
  const std::string at = lost->received ? lost->to : sender_of(*lost);
  Finding finding(
      incident, at,
      fmt::format("{} reported that a packet is too big, and the message ended at {}: the "
                  "sender keeps sending large packets",
                  lost->from, lost->received ? lost->to : lost->network));
  finding.cite(lost, "and nothing behind it");
  const RuleFact* rule =
      dropping_rule(incident, lost->to, {"PREROUTING", "INPUT", "FORWARD"}, shape_of(*lost));
  if (rule) finding.rule(lost->to, *rule);
  finding.rules_out("small packets: the handshake passed");
  const bool v4 = lost->packet.source.is_v4();
  finding.remedy(lost->to,
                 v4 ? "iptables -I INPUT -p icmp --icmp-type fragmentation-needed -j ACCEPT"
                    : "ip6tables -I INPUT -p icmpv6 --icmpv6-type packet-too-big -j ACCEPT");
  finding.remedy(incident.director(),
                 fmt::format("{} -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS "
                             "--clamp-mss-to-pmtu",
                             v4 ? "iptables" : "ip6tables"),
                 "on the router with the narrow link");
  return finding.take();
}

}  // namespace hopproof::verdict
