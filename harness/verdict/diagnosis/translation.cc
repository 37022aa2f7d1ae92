#include "harness/model/services.hh"
#include "harness/verdict/diagnosis/pool.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

bool is_server_endpoint(const Incident& incident, const trace::Packet& packet) {
  const Endpoint source = source_of(packet);
  const auto services = model::configured_services(incident.deployment());
  return std::ranges::any_of(services, [&](const model::Service& service) {
    return std::ranges::any_of(service.servers, [&](const RealServer& server) {
      const bool port = server.address.port == 0 || server.address.port == source.port;
      return server.options.forwarding == Forwarding::masquerade && port &&
             server.address.address == source.address;
    });
  });
}

/// A packet of a real server that left the director as it came.
struct Leak {
  const trace::Crossing* before = nullptr;
  const trace::Crossing* behind = nullptr;
};

Leak leak_in(const Incident& incident, const std::vector<int>& journeys) {
  for (const int journey : journeys) {
    const trace::Crossing* before = nullptr;
    for (const int index : incident.trace().journeys[journey].crossings) {
      const trace::Crossing& crossing = incident.trace().crossings[index];
      const Node* sender = incident.deployment().find_node(crossing.from);
      const bool passed = before && sender && sender->is_director && before->to == crossing.from;
      if (passed && is_server_endpoint(incident, before->packet) &&
          source_of(crossing.packet) == source_of(before->packet)) {
        return {before, &crossing};
      }
      before = &crossing;
    }
  }
  return {};
}

bool is_one_packet(const Incident& incident) {
  return std::ranges::any_of(candidate_services(incident), [](const ServiceFact* service) {
    return service->options.one_packet;
  });
}

}  // namespace

MaybeFinding reply_not_translated(const Incident& incident) {
  if (incident.answered()) return std::nullopt;
  Leak leak = leak_in(incident, incident.flow().reply);
  if (!leak.before && incident.client() != incident.director())
    leak = leak_in(incident, incident.flow().request);
  if (!leak.before) return std::nullopt;
  const std::string& director = leak.behind->from;
  const bool one_packet = is_one_packet(incident);
  Finding finding(
      incident, director,
      fmt::format("{} passes the packet of {} on unchanged, from {} instead of the VIP{}", director,
                  leak.before->from, source_of(leak.before->packet).text(),
                  one_packet ? ": one-packet scheduling keeps no entry for the answer"
                             : ": no connection entry matches it"));
  finding.cite(leak.before).cite(leak.behind, "with the same source");
  for (const int journey : incident.flow().errors)
    finding.cite(&incident.trace().first(incident.trace().journeys[journey]));
  finding.rules_out("routes and ip_forward: the packet did pass");
  if (one_packet) {
    for (const ServiceFact* service : candidate_services(incident)) {
      finding.say(fmt::format("{}: service {} has -o (one packet)", director, service->key.text()));
      finding.remedy(
          director,
          fmt::format("ipvsadm -E {} -s {}", service->key.text(), service->options.scheduler),
          "without -o");
    }
  } else {
    finding.remedy(director, "sysctl -w net.ipv4.vs.nat_icmp_send=1",
                   "refuses packets without an entry instead of passing them on");
  }
  return finding.take();
}

}  // namespace hopproof::verdict
