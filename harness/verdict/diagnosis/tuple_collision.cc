#include "harness/verdict/diagnosis/pool.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

const ChosenServer* twin_of(const ChosenServer& own, const StepRecord& record) {
  const auto found = std::ranges::find_if(record.chosen, [&](const ChosenServer& row) {
    return row.protocol == own.protocol && row.director == own.director &&
           row.client == own.client && row.destination == own.destination &&
           row.virtual_service != own.virtual_service;
  });
  return found == record.chosen.end() ? nullptr : &*found;
}

/// An answer to this client that leaves the director in another service's name.
const trace::Crossing* misnamed_answer(const Incident& incident, const ChosenServer& twin) {
  for (const trace::Crossing& crossing : incident.trace().crossings) {
    if (crossing.from == incident.director() && crossing.packet.is_ip &&
        source_of(crossing.packet) == twin.virtual_service &&
        destination_of(crossing.packet) == incident.exchange().flow.local) {
      return &crossing;
    }
  }
  return nullptr;
}

}  // namespace

MaybeFinding tuple_collision(const Incident& incident) {
  const ChosenServer* own = row_now(incident);
  const ChosenServer* twin = own ? twin_of(*own, incident.record()) : nullptr;
  const bool smooth = incident.answered() && !incident.has_resent_syn();
  if (smooth || !twin) return std::nullopt;
  const std::string& director = incident.director();
  Finding finding(
      incident, director,
      fmt::format(
          "behind {} the connections to {} and {} have the same addresses and ports: {} > {}",
          director, own->virtual_service.text(), twin->virtual_service.text(), own->client.text(),
          own->destination.text()));
  finding.say(fmt::format("{}: ipvsadm -Lnc: {}", director, row_text(*own)));
  finding.say(fmt::format("{}: ipvsadm -Lnc: {}", director, row_text(*twin)));
  finding.cite(incident.dispatch());
  finding.cite(misnamed_answer(incident, *twin), "with the other service's address as its source");
  finding.rules_out("routes and filters: both connections pass");
  finding.remedy(
      director,
      fmt::format("{} -t nat -A POSTROUTING -m ipvs --vaddr {} -j MASQUERADE",
                  iptables_of(own->virtual_service.address), own->virtual_service.address.text()),
      "needs net.ipv4.vs.conntrack=1; the servers then see the director's address");
  return finding.take();
}

}  // namespace hopproof::verdict
