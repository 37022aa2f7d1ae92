#include "harness/verdict/diagnosis/rules.hh"

#include <array>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

/// Counters of silent drops that may hint at what no rule knows.
constexpr std::array drop_counters{
    "IpInHdrErrors",     "IpInAddrErrors",        "IpInDiscards",
    "IpInUnknownProtos", "IpOutDiscards",         "IpOutNoRoutes",
    "IpExtInNoRoutes",   "TcpExtListenDrops",     "TcpExtTCPBacklogDrop",
    "TcpInErrs",         "UdpInErrors",           "TcpExtIPReversePathFilter",
    "TcpExtPAWSEstab",   "TcpExtTCPReqQFullDrop", "Ip6InAddrErrors",
    "Ip6InNoRoutes",
};

const trace::Crossing* last_crossing(const Incident& incident) {
  const trace::Crossing* last = nullptr;
  for (const auto* journeys :
       {&incident.flow().request, &incident.flow().reply, &incident.flow().errors}) {
    for (const trace::Crossing* end : incident.ends(*journeys)) {
      if (!last || end->time_ns > last->time_ns) last = end;
    }
  }
  return last;
}

bool is_about_network(const Incident& incident) {
  using Kind = Outcome::Kind;
  const auto* probe = std::get_if<Probe>(&incident.record().step->action);
  const bool crafted = probe && probe->as<SendProbe>();
  const bool sent_nothing = incident.ended_as(Kind::failed) && !incident.departure();
  return !crafted && !incident.answered() && !sent_nothing;
}

}  // namespace

MaybeFinding unexplained(const Incident& incident) {
  if (!is_about_network(incident)) return std::nullopt;
  const trace::Crossing* last = last_crossing(incident);
  const std::string node = !last || last->to.empty() ? incident.client() : last->to;
  Finding finding(
      incident, node,
      fmt::format("no rule explains why this ended as {}; its last packet was seen at {}",
                  incident.exchange().outcome.text(), node));
  finding.cite(last);
  for (const char* counter : drop_counters) finding.counter(node, counter);
  finding.remedy(
      node, "nstat -az; iptables-save -c; nft list ruleset; ip route get ...",
      "whichever counter moves while the probe is repeated is the next thing to look at");
  return finding.take();
}

}  // namespace hopproof::verdict
