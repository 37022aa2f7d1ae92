#include "harness/verdict/diagnosis/arp.hh"
#include "harness/verdict/diagnosis/route_remedy.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

/// The kernel refuses a source that is its own address, whatever rp_filter says
/// (__fib_validate_source, accept_local).
bool is_martian(const Incident& incident, const std::string& node, const RouteQuestion& question) {
  const RouteAnswer* answer = incident.route(question);
  return answer && (answer->error == EXDEV || answer->error == EINVAL) && question.source &&
         incident.owns(node, *question.source);
}

FindingResult owned_source(const Incident& incident, const trace::Crossing& crossing,
                           const IpAddress& source, const RouteQuestion& question) {
  const std::string& node = crossing.to;
  Finding finding(incident, receiver_of(crossing),
                  fmt::format("{} drops what comes from {}: that is an address of its own", node,
                              source.text()));
  finding.cite(&crossing, "and nothing reacted");
  finding.say(
      fmt::format("{}: ip route get {} from {} iif {}: refused, as every source that is its own",
                  node, question.destination.text(), source.text(), question.input));
  finding.sysctl(node, "net.ipv4.conf.all.rp_filter");
  finding.rules_out("the reverse path filter: it would refuse such a source with 0 as well");
  add_removal(finding, incident, node, source);
  finding.remedy(node,
                 fmt::format("sysctl -w net.ipv4.conf.{}.accept_local=1", crossing.to_interface),
                 "one layer: it lets the request in; answers to that address stay on the node");
  return finding.take();
}

}  // namespace

MaybeFinding source_is_local(const Incident& incident) {
  // Where the packet itself was given a wrong source, that is the cause.
  if (incident.answered() || hairpin_to_self(incident) || wrong_source_address(incident))
    return std::nullopt;
  for (const auto* journeys : {&incident.flow().request, &incident.flow().reply}) {
    for (const trace::Crossing* end : incident.ends(*journeys)) {
      if (!end->received || end->to.empty() || !end->packet.is_ip) continue;
      const trace::Packet& packet = end->packet;
      const RouteQuestion question{end->to, packet.destination, packet.source, end->to_interface};
      if (is_martian(incident, end->to, question))
        return owned_source(incident, *end, packet.source, question);
    }
  }
  for (const trace::Crossing& crossing : incident.trace().crossings) {
    if (!crossing.received || !is_unanswered_request(crossing, incident.trace())) continue;
    const trace::ArpMessage& arp = *crossing.packet.neighbour_message();
    const RouteQuestion question{crossing.to, arp.target, arp.sender, crossing.to_interface};
    if (incident.owns(crossing.to, arp.target) && crossing.from != crossing.to &&
        is_martian(incident, crossing.to, question))
      return owned_source(incident, crossing, arp.sender, question);
  }
  return std::nullopt;
}

}  // namespace hopproof::verdict
