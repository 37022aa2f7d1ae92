#include "harness/verdict/diagnosis/halt.hh"

#include <algorithm>

namespace hopproof::verdict {
namespace {

class Halts {
 public:
  explicit Halts(const Incident& incident) : incident_(incident) {}

  std::vector<Halt> all() {
    at_the_client();
    along(incident_.flow().request, false);
    at_the_director();
    at_the_server();
    along(incident_.flow().reply, true);
    return std::move(halts_);
  }

 private:
  void add(std::string node, const IpAddress& destination, bool back,
           const trace::Crossing* seen = nullptr) {
    if (!node.empty() && !destination.is_unspecified())
      halts_.push_back({std::move(node), destination, back, seen});
  }

  void at_the_client() {
    if (!incident_.departure() && !incident_.is_client_on_director())
      add(incident_.client(), incident_.service().address, false);
  }

  void along(const std::vector<int>& journeys, bool back) {
    for (const trace::Crossing* end : incident_.ends(journeys)) {
      if (!end->packet.is_ip) continue;
      const IpAddress& destination = end->packet.destination;
      if (end->lost()) {
        add(end->from, destination, back, end);
      } else if (!incident_.owns(end->to, destination)) {
        add(end->to, destination, back, end);
      } else if (back && end->to == incident_.director()) {  // masqueraded
        add(end->to, incident_.exchange().flow.local.address, back, end);
      }
    }
  }

  void at_the_director() {
    const bool came = incident_.arrival() || incident_.is_client_on_director();
    if (!came || incident_.delivery()) return;
    const auto& roles = incident_.connection().roles;
    const bool known = !roles.server_address.address.is_unspecified();
    const std::vector<IpAddress> chosen{roles.server_address.address};
    for (const IpAddress& rip : known ? chosen : roles.rip)
      add(incident_.director(), rip, false, incident_.arrival());
  }

  void at_the_server() {
    if (incident_.delivery() && !incident_.answer() && incident_.server() != incident_.director())
      add(incident_.server(), incident_.delivery()->packet.source, true, incident_.delivery());
  }

  const Incident& incident_;
  std::vector<Halt> halts_;
};

}  // namespace

std::vector<Halt> halts(const Incident& incident) {
  return incident.answered() ? std::vector<Halt>{} : Halts(incident).all();
}

bool passed_request(const Incident& incident, const std::string& node) {
  return std::ranges::any_of(incident.flow().request, [&](int journey) {
    const auto& crossings = incident.trace().journeys[journey].crossings;
    return std::ranges::any_of(
        crossings, [&](int index) { return incident.trace().crossings[index].from == node; });
  });
}

std::optional<IpAddress> next_hop_of(const Incident& incident, const Halt& halt) {
  const RouteAnswer* answer = incident.route({halt.node, halt.destination, std::nullopt, ""});
  if (!answer || !answer->reachable()) return std::nullopt;
  return answer->gateway.value_or(halt.destination);
}

}  // namespace hopproof::verdict
