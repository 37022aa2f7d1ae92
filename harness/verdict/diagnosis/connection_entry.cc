#include "harness/verdict/diagnosis/pool.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

std::string director_before(const Incident& incident) {
  const auto found = incident.before().held_director.find(incident.exchange().hold);
  return found == incident.before().held_director.end() ? "" : found->second;
}

const ChosenServer* row_elsewhere(const Incident& incident, const std::string& director) {
  const trace::FlowKey& key = incident.exchange().flow;
  const auto& rows = incident.record().chosen;
  const auto found = std::ranges::find_if(rows, [&](const ChosenServer& row) {
    return row.director == director && row.client == key.local && row.virtual_service == key.remote;
  });
  return found == rows.end() ? nullptr : &*found;
}

/// The server that the connection was given when it began.
Endpoint server_before(const Incident& incident) {
  const auto held = incident.before().held_server.find(incident.exchange().hold);
  if (incident.is_held() && held != incident.before().held_server.end()) return held->second;
  return incident.connection().roles.server_address;
}

bool is_usable(const Incident& incident, const Endpoint& server) {
  const auto* line = find_server(candidate_services(incident), server);
  return line && line->options.weight > 0;
}

/// The first SYN of a handshake that ended at the director.
const trace::Crossing* swallowed_syn(const Incident& incident) {
  const auto& request = incident.flow().request;
  if (request.empty()) return nullptr;
  const trace::Crossing& end = incident.trace().last(incident.trace().journeys[request.front()]);
  return is_syn(end.packet) && end.received && end.to == incident.director() ? &end : nullptr;
}

}  // namespace

MaybeFinding two_directors(const Incident& incident) {
  const std::string earlier = director_before(incident);
  if (incident.answered() || !incident.is_midstream() || !incident.arrival() ||
      incident.dispatch() || earlier.empty() || earlier == incident.director()) {
    return std::nullopt;
  }
  const std::string& director = incident.director();
  Finding finding(incident, director,
                  fmt::format("the connection was opened through {} and now comes to {}, which has "
                              "no entry for it",
                              earlier, director));
  finding.cite(incident.arrival()).cite(incident.refusal(), "from the director's own stack");
  if (const ChosenServer* row = row_elsewhere(incident, earlier))
    finding.say(fmt::format("{}: ipvsadm -Lnc still has {}", earlier, row_text(*row)));
  finding.say(fmt::format("{}: ipvsadm -Lnc has no row for it", director));
  finding.rules_out("the real server and its routes: no packet went there");
  finding.remedy(earlier, "ipvsadm --start-daemon master --mcast-interface IF",
                 "with --start-daemon backup on the other: entries are shared");
  finding.remedy(director, "keepalived with vrrp_instance on both",
                 "so that one director at a time has the VIP");
  return finding.take();
}

namespace {

/// What a server still sends on a connection that the director has forgotten.
MaybeFinding forgotten_by_director(const Incident& incident) {
  const trace::Crossing* sent = incident.departure();
  if (incident.answered() || incident.is_held() || !sent || !reply_not_translated(incident))
    return std::nullopt;
  for (const auto& [hold, server] : incident.before().held_server) {
    const auto source = incident.before().held_source.find(hold);
    const bool same = source != incident.before().held_source.end() &&
                      source_of(sent->packet) == server &&
                      destination_of(sent->packet) == source->second;
    if (!same) continue;
    const std::string& director = incident.director();
    Finding finding(
        incident, director,
        fmt::format(
            "{} no longer has an entry for the connection of {} to {}: it was idle for too long",
            director, source->second.text(), server.text()));
    finding.cite(sent, "of a connection that was opened before");
    finding.say(fmt::format("{}: ipvsadm -Lnc has no row for it", director));
    finding.rules_out("the server: it still holds the connection");
    finding.remedy(director, "ipvsadm --set 7200 120 300", "gone after a reboot");
    return finding.take();
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding connection_expired(const Incident& incident) {
  if (auto found = forgotten_by_director(incident)) return found;
  const std::string earlier = director_before(incident);
  const bool same_director = earlier.empty() || earlier == incident.director();
  if (incident.answered() || !incident.is_midstream() || !incident.arrival() ||
      incident.dispatch() || !same_director || row_now(incident) ||
      !incident.facts(incident.director()) || !is_usable(incident, server_before(incident)) ||
      request_dropped_by_input_filter(incident)) {
    return std::nullopt;
  }
  const std::string& director = incident.director();
  Finding finding(
      incident, director,
      fmt::format("{} no longer has an entry for the connection from {}: it was idle for too long",
                  director, incident.exchange().flow.local.text()));
  finding.cite(incident.arrival(), "from the middle of a connection");
  finding.cite(incident.refusal(), "from the director's own stack");
  finding.say(fmt::format("{}: ipvsadm -Lnc has no row for it", director));
  finding.say(fmt::format("its server {} is still in the service", server_before(incident).text()));
  finding.rules_out("the real server: it got no packet, and still holds the connection");
  finding.remedy(director, "ipvsadm --set 7200 120 300", "gone after a reboot");
  finding.remedy(incident.client(), "sysctl -w net.ipv4.tcp_keepalive_time=600",
                 "for programs that enable keepalive");
  return finding.take();
}

namespace {

enum class Stale { no, deleted, drained, dead };

/// Where new datagrams or connections of this client go although the server is gone.
Stale staleness(const Incident& incident) {
  const auto services = candidate_services(incident);
  const Endpoint server = server_before(incident);
  if (!incident.facts(incident.director()) || server.address.is_unspecified()) return Stale::no;
  const RealServer* line = find_server(services, server);
  const bool has_entry = row_now(incident) || incident.is_held();
  if (!line)
    return has_entry && !services.empty() && incident.arrival() ? Stale::deleted : Stale::no;
  const bool open_and_lost = incident.is_held() && !incident.answered() && !incident.delivery();
  if (line->options.weight == 0 && incident.is_held())
    return open_and_lost && row_now(incident) ? Stale::dead : Stale::no;
  if (line->options.weight == 0) return Stale::drained;
  const bool pinned = incident.is_tcp() ? !incident.is_held() && template_before(incident)
                                        : row_before(incident) != nullptr || incident.is_held();
  const bool others = std::ranges::any_of(services, [&](const ServiceFact* service) {
    return std::ranges::any_of(service->servers, [&](const RealServer& other) {
      return other.options.weight > 0 && other.address != line->address;
    });
  });
  return pinned && others && server_unreachable(incident) ? Stale::dead : Stale::no;
}

std::string stale_text(const Incident& incident, Stale stale, const std::string& server) {
  switch (stale) {
    case Stale::deleted:
      return fmt::format("the entry of {} points to {}, which is no longer a server of the service",
                         incident.exchange().flow.local.text(), server);
    case Stale::drained:
      return fmt::format("the connection was scheduled to {}, whose weight is 0", server);
    case Stale::dead:
    case Stale::no:
      break;
  }
  return fmt::format("an earlier entry ties {} to {}, which is gone; other servers would answer",
                     incident.client(), server);
}

void add_stale_remedy(Finding& finding, const Incident& incident, Stale stale) {
  const std::string& director = incident.director();
  if (stale == Stale::dead) {
    finding.remedy(director,
                   fmt::format("ipvsadm -d {} -r {}", service_option(incident),
                               server_before(incident).text()),
                   "with expire_nodest_conn=1 the entry goes too; a health check does both");
  }
  const bool drained = stale == Stale::drained;
  finding.remedy(director,
                 drained ? "sysctl -w net.ipv4.vs.expire_quiescent_template=1"
                         : "sysctl -w net.ipv4.vs.expire_nodest_conn=1",
                 "gone after a reboot");
}

}  // namespace

MaybeFinding stale_destination(const Incident& incident) {
  const Stale stale = staleness(incident);
  const bool goes_well = incident.answered() && stale != Stale::drained;
  if (stale == Stale::no || goes_well) return std::nullopt;
  const std::string& director = incident.director();
  const Endpoint server = server_before(incident);
  Finding finding(incident, director, stale_text(incident, stale, server.text()));
  finding.cite(incident.arrival());
  finding.cite(incident.dispatch());
  finding.cite(incident.refusal(), "from the director's own stack");
  const ChosenServer* row = row_now(incident);
  if (!row) row = row_before(incident);
  if (row) finding.say(fmt::format("{}: ipvsadm -Lnc: {}", director, row_text(*row)));
  if (const ChosenServer* pinned = template_before(incident))
    finding.say(fmt::format("{}: persistence template {}", director, row_text(*pinned)));
  for (const ServiceFact* service : candidate_services(incident))
    finding.say(fmt::format("{}: {}", director, service_text(*service)));
  finding.sysctl(director, stale == Stale::drained ? "net.ipv4.vs.expire_quiescent_template"
                                                   : "net.ipv4.vs.expire_nodest_conn");
  finding.rules_out("the client: without the entry it would reach another server");
  add_stale_remedy(finding, incident, stale);
  return finding.take();
}

MaybeFinding port_reuse_reset_or_delay(const Incident& incident) {
  const ChosenServer* old = row_before(incident);
  const trace::Crossing* syn = swallowed_syn(incident);
  if (!old || !syn || incident.is_held() || !is_usable(incident, old->destination) ||
      request_dropped_by_input_filter(incident) || request_rp_filter_drop(incident)) {
    return std::nullopt;
  }
  const std::string& director = incident.director();
  Finding finding(
      incident, director,
      fmt::format("{} used port {} again, and {} dropped its first SYN because of the old entry",
                  incident.client(), incident.exchange().flow.local.port, director));
  finding.cite(syn, "and nothing behind it");
  finding.cite(incident.dispatch(), "the resend passes");
  finding.say(fmt::format("{}: before, ipvsadm -Lnc had {}", director, row_text(*old)));
  finding.sysctl(director, "net.ipv4.vs.conn_reuse_mode");
  finding.sysctl(director, "net.ipv4.vs.conntrack");
  finding.rules_out("the real server: it never saw the first SYN");
  finding.remedy(director, "sysctl -w net.ipv4.vs.conn_reuse_mode=0",
                 "then connections stay with a server that is drained");
  return finding.take();
}

}  // namespace hopproof::verdict
