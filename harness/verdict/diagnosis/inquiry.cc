#include "harness/verdict/diagnosis/inquiry.hh"

#include "harness/base/protocol.hh"
#include "harness/verdict/connection.hh"
#include "harness/verdict/diagnosis/arp.hh"
#include "harness/verdict/diagnosis/incident.hh"

#include <algorithm>
#include <set>
#include <tuple>

namespace hopproof::verdict {
namespace {

constexpr size_t most_questions = 64;

bool claims_findings(const Step& step) {
  return std::ranges::any_of(step.expects,
                             [](const Expect& expect) { return expect.findings.has_value(); });
}

/// Answered, but by whom? A service that was asked and no server that was.
bool is_odd(const Incident& incident) {
  const bool skipped_servers = incident.arrival() && !incident.dispatch() && !incident.is_ping() &&
                               incident.server() != incident.director();
  return !incident.answered() || skipped_servers || incident.has_resent_syn();
}

/// An answer that begins at a director, or a SYN that was sent twice: then it is worth a closer
/// look.
bool looks_odd(const Case& deployment, const trace::Trace& trace) {
  std::set<std::tuple<Endpoint, Endpoint, uint32_t>> syns;
  for (const trace::Journey& journey : trace.journeys) {
    const trace::Crossing& first = trace.first(journey);
    const trace::Packet& packet = first.packet;
    if (is_syn(packet) &&
        !syns.emplace(source_of(packet), destination_of(packet), packet.tcp->sequence).second) {
      return true;
    }
    const bool may_answer =
        packet.protocol == protocol::udp ||
        (packet.tcp && (packet.tcp->flags & (trace::syn_flag | trace::ack_flag)) ==
                           (trace::syn_flag | trace::ack_flag));
    const Node* sender = may_answer ? deployment.find_node(first.from) : nullptr;
    if (sender && sender->is_director) return true;
  }
  return false;
}

bool is_worth_asking(const Case& deployment, const StepRecord& record, bool pool_may_have_changed) {
  const bool all_answered =
      std::ranges::all_of(record.exchanges, [](const trace::Exchange& exchange) {
        return exchange.outcome.kind == Outcome::Kind::answered;
      });
  return !all_answered || pool_may_have_changed || claims_findings(*record.step) ||
         !addresses_answered_twice(record.trace).empty() || looks_odd(deployment, record.trace);
}

class Questions {
 public:
  explicit Questions(const Incident& incident) : incident_(incident) {}

  std::set<RouteQuestion> all() {
    const auto& roles = incident_.connection().roles;
    for (const IpAddress& vip : roles.vip) {
      ask({incident_.client(), vip, bound_source(vip), ""});
      ask({incident_.director(), vip, std::nullopt, ""});
    }
    ask({incident_.director(), incident_.exchange().flow.local.address, std::nullopt, ""});
    for (const IpAddress& rip : roles.rip) ask({incident_.director(), rip, std::nullopt, ""});
    for (const auto* journeys :
         {&incident_.flow().request, &incident_.flow().reply, &incident_.flow().errors}) {
      for (const trace::Crossing* end : incident_.ends(*journeys)) about(*end);
    }
    return std::move(questions_);
  }

 private:
  void ask(RouteQuestion question) {
    const bool one_family =
        !question.source || question.source->family() == question.destination.family();
    if (!question.node.empty() && !question.destination.is_unspecified() && one_family)
      questions_.insert(std::move(question));
  }

  std::optional<IpAddress> bound_source(const IpAddress& vip) const {
    const auto* probe = std::get_if<Probe>(&incident_.record().step->action);
    if (!probe || !probe->source || probe->source->family() != vip.family()) return std::nullopt;
    return probe->source;
  }

  /// Where a packet was seen last: what that node does with it, and how it would answer.
  void about(const trace::Crossing& end) {
    const trace::Packet& packet = end.packet;
    if (!end.received || end.to.empty() || !packet.is_ip) return;
    ask({end.to, packet.destination, packet.source, end.to_interface});
    ask({end.to, packet.destination, std::nullopt, ""});
    ask({end.to, packet.source, std::nullopt, ""});
    ask({end.to, packet.source, packet.destination, ""});
  }

  const Incident& incident_;
  std::set<RouteQuestion> questions_;
};

/// Why an owner did not answer for its address.
void add_arp_questions(const trace::Trace& trace, std::set<RouteQuestion>& questions) {
  for (const trace::Crossing& crossing : trace.crossings) {
    if (!is_unanswered_request(crossing, trace) || !crossing.received) continue;
    const trace::ArpMessage& arp = *crossing.packet.neighbour_message();
    if (arp.sender.is_unspecified()) continue;
    questions.insert({crossing.to, arp.target, arp.sender, crossing.to_interface});
  }
}

}  // namespace

Inquiry inquiry_about(const Case& deployment, const StepRecord& record, const Bindings& before,
                      bool pool_may_have_changed) {
  Inquiry inquiry;
  if (!std::holds_alternative<Probe>(record.step->action)) return inquiry;
  if (!is_worth_asking(deployment, record, pool_may_have_changed)) return inquiry;
  const Evidence evidence{deployment, record, ""};
  inquiry.needed = claims_findings(*record.step) || pool_may_have_changed ||
                   !addresses_answered_twice(record.trace).empty();
  const std::vector<Connection> connections = find_connections(deployment, record, before);
  std::set<RouteQuestion> questions;
  for (const Connection& connection : connections) {
    const Incident incident(evidence, connection, before);
    if (!is_odd(incident)) continue;
    inquiry.needed = true;
    questions.merge(Questions(incident).all());
  }
  if (!inquiry.needed) return inquiry;
  add_arp_questions(record.trace, questions);
  for (const RouteQuestion& question : questions) {
    if (inquiry.routes.size() < most_questions) inquiry.routes.push_back(question);
  }
  return inquiry;
}

}  // namespace hopproof::verdict
