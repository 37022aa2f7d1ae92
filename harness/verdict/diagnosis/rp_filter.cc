#include "harness/verdict/diagnosis/arp.hh"
#include "harness/verdict/diagnosis/filter.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>
#include <cerrno>
#include <functional>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

bool is_refused(const Incident& incident, const RouteQuestion& question) {
  const RouteAnswer* answer = incident.route(question);
  return answer && answer->error == EXDEV;
}

std::string way_back(const Incident& incident, const std::string& node, const IpAddress& sender) {
  const RouteAnswer* back = incident.route({node, sender, std::nullopt, ""});
  if (!back || back->error != 0) return fmt::format("it has no route to {}", sender.text());
  return fmt::format("it reaches {} through {}", sender.text(), back->interface);
}

Finding& add_settings(Finding& finding, const std::string& node, const std::string& interface) {
  return finding.sysctl(node, "net.ipv4.conf.all.rp_filter")
      .sysctl(node, fmt::format("net.ipv4.conf.{}.rp_filter", interface));
}

FindingResult finish(Finding& finding, const Incident& incident, const std::string& node,
                     const std::string& interface, const IpAddress& sender) {
  finding.route({node, sender, std::nullopt, ""});
  finding.rules_out("the sender's route: its packet did come");
  if (incident.sysctl(node, "net.ipv4.conf.all.rp_filter") == "1") {
    finding.remedy(node, "sysctl -w net.ipv4.conf.all.rp_filter=0",
                   "the larger of all and IF counts");
  }
  finding.remedy(node, fmt::format("sysctl -w net.ipv4.conf.{}.rp_filter=2", interface),
                 "gone after a reboot; or route the answer the way the question came");
  return finding.take();
}

/// A packet came in and nothing reacted.
MaybeFinding dropped_packet(const Incident& incident, const trace::Crossing& end) {
  if (!end.received || end.to.empty() || !end.packet.is_ip) return std::nullopt;
  const trace::Packet& packet = end.packet;
  if (!is_refused(incident, {end.to, packet.destination, packet.source, end.to_interface}) ||
      incident.moved(end.to, "TcpExtIPReversePathFilter") == 0) {
    return std::nullopt;
  }
  Finding finding(
      incident, receiver_of(end),
      fmt::format("{} drops what comes from {} through {}: {}", end.to, packet.source.text(),
                  end.to_interface, way_back(incident, end.to, packet.source)));
  finding.cite(&end, "and nothing reacted").counter(end.to, "TcpExtIPReversePathFilter");
  add_settings(finding, end.to, end.to_interface);
  return finish(finding, incident, end.to, end.to_interface, packet.source);
}

/// iptables -m rpfilter does the same where the sysctl is 0.
MaybeFinding dropped_by_rule(const Incident& incident, const trace::Crossing& end) {
  if (!end.received || end.to.empty() || !end.packet.is_ip) return std::nullopt;
  const RuleFact* rule = rpfilter_rule(incident, end.to);
  if (!rule) return std::nullopt;
  const RouteAnswer* back = incident.route({end.to, end.packet.source, std::nullopt, ""});
  if (!back || (back->error == 0 && back->interface == end.to_interface)) return std::nullopt;
  Finding finding(incident, receiver_of(end),
                  fmt::format("a rule of {} drops what comes from {} through {}: {}", end.to,
                              end.packet.source.text(), end.to_interface,
                              way_back(incident, end.to, end.packet.source)));
  finding.cite(&end, "and nothing reacted").rule(end.to, *rule);
  finding.route({end.to, end.packet.source, std::nullopt, ""});
  finding.say("the sysctl is not the cause: TcpExtIPReversePathFilter did not move");
  finding.rules_out("the sender's route: its packet did come");
  std::string line = rule->text;
  if (const size_t append = line.find("-A "); append != std::string::npos)
    line.replace(append, 3, "-D ");
  finding.remedy(end.to, iptables_of(end.packet.source) + " " + line, "or add --loose to it");
  return finding.take();
}

/// The filter eats the ARP question first: its sender is what is looked up.
MaybeFinding unanswered_sender(const Incident& incident,
                               const std::function<bool(const std::string&)>& is_asker) {
  for (const trace::Crossing& crossing : incident.trace().crossings) {
    if (!is_unanswered_request(crossing, incident.trace()) || !crossing.received) continue;
    const trace::ArpMessage& arp = *crossing.packet.neighbour_message();
    if (!is_asker(crossing.from) || !incident.owns(crossing.to, arp.target)) continue;
    if (!is_refused(incident, {crossing.to, arp.target, arp.sender, crossing.to_interface}))
      continue;
    Finding finding(
        incident, receiver_of(crossing),
        fmt::format("{} does not even answer ARP from {} on {}: {}", crossing.to, arp.sender.text(),
                    crossing.to_interface, way_back(incident, crossing.to, arp.sender)));
    finding.cite(&crossing, "unanswered, though the address is its own");
    add_settings(finding, crossing.to, crossing.to_interface);
    finding.route({crossing.to, arp.target, arp.sender, crossing.to_interface});
    return finish(finding, incident, crossing.to, crossing.to_interface, arp.sender);
  }
  return std::nullopt;
}

MaybeFinding first_dropped(const Incident& incident, const std::vector<int>& journeys) {
  for (const trace::Crossing* end : incident.ends(journeys)) {
    if (auto found = dropped_packet(incident, *end)) return found;
    if (auto found = dropped_by_rule(incident, *end)) return found;
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding request_rp_filter_drop(const Incident& incident) {
  if (incident.answered() || incident.answer() || source_is_local(incident)) return std::nullopt;
  if (auto found = first_dropped(incident, incident.flow().request)) return found;
  return unanswered_sender(incident,
                           [&](const std::string& node) { return node != incident.server(); });
}

MaybeFinding reply_rp_filter_drop(const Incident& incident) {
  if (incident.answered() || source_is_local(incident)) return std::nullopt;
  if (auto found = first_dropped(incident, incident.flow().reply)) return found;
  if (incident.answer() || !incident.delivery()) return std::nullopt;
  return unanswered_sender(incident,
                           [&](const std::string& node) { return node == incident.server(); });
}

}  // namespace hopproof::verdict
