#include "harness/verdict/checks/checksum_check.hh"
#include "harness/verdict/diagnosis/rules.hh"
#include "harness/verdict/diagnosis/switch_way.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

std::vector<int> all_journeys(const trace::Flow& flow) {
  std::vector<int> all = flow.request;
  all.insert(all.end(), flow.reply.begin(), flow.reply.end());
  all.insert(all.end(), flow.errors.begin(), flow.errors.end());
  std::ranges::sort(all);
  return all;
}

/// A packet of the same direction that did come over this hop.
bool some_came(const Incident& incident, const std::vector<int>& journeys,
               const trace::Crossing& lost) {
  return std::ranges::any_of(journeys, [&](int journey) {
    return std::ranges::any_of(incident.trace().journeys[journey].crossings, [&](int index) {
      const trace::Crossing& crossing = incident.trace().crossings[index];
      return crossing.from == lost.from && crossing.network == lost.network && crossing.received &&
             crossing.time_ns > lost.time_ns;
    });
  });
}

const trace::Crossing* lost_in(const Incident& incident, const std::vector<int>& journeys) {
  for (const trace::Crossing* end : incident.ends(journeys)) {
    if (end->lost() && !some_came(incident, journeys, *end)) return end;
  }
  return nullptr;
}

}  // namespace

MaybeFinding bad_checksum(const Incident& incident) {
  if (incident.answered()) return std::nullopt;
  for (const int journey : all_journeys(incident.flow())) {
    for (const int index : incident.trace().journeys[journey].crossings) {
      const trace::Crossing& crossing = incident.trace().crossings[index];
      if (!has_bad_checksum(crossing.packet)) continue;
      Finding finding(incident, crossing.received ? receiver_of(crossing) : sender_of(crossing),
                      fmt::format("{} sends a packet with a wrong checksum; its receiver drops it",
                                  crossing.from));
      finding.cite(&crossing, "computed from the raw bytes, the checksum is wrong");
      finding.counter(crossing.to, "TcpInCsumErrors").counter(crossing.to, "UdpInCsumErrors");
      finding.rules_out("routes and filters: the packet did arrive");
      finding.remedy(crossing.from, fmt::format("ethtool -K {} tx off", crossing.from_interface));
      return finding.take();
    }
  }
  return std::nullopt;
}

namespace {

/// Lost before the director chose a server, or behind it: other causes take effect in between.
MaybeFinding loss(const Incident& incident, bool behind) {
  if (incident.answered()) return std::nullopt;
  const trace::Crossing* lost = lost_in(incident, incident.flow().request);
  const bool is_behind =
      !lost || (incident.dispatch() && lost->time_ns >= incident.dispatch()->time_ns);
  if (is_behind != behind) return std::nullopt;
  if (!lost) lost = lost_in(incident, incident.flow().reply);
  if (!lost) return std::nullopt;
  Finding finding(incident, sender_of(*lost),
                  fmt::format("{} left {} and reached no node on {}", lost->packet.kind_text(),
                              lost->from, lost->network));
  finding.cite(lost);
  if (const std::string way = way_over_switch(lost); !way.empty()) finding.say(way);
  if (lost->to.empty()) {
    finding.say(
        fmt::format("no node on {} has the MAC address that it was sent to", lost->network));
  }
  finding.rules_out("filters and routes of the nodes behind: the frame never reached them");
  finding.remedy(lost->from, fmt::format("ip neigh flush dev {} nud all", lost->from_interface),
                 "helps where a neighbour entry is wrong; otherwise look at the segment itself");
  return finding.take();
}

}  // namespace

MaybeFinding lost_on_the_link(const Incident& incident) { return loss(incident, false); }
MaybeFinding lost_behind_the_director(const Incident& incident) { return loss(incident, true); }

}  // namespace hopproof::verdict
