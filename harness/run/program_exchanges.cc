#include "harness/run/program_exchanges.hh"

#include "harness/model/services.hh"
#include "harness/trace/flow.hh"

#include <algorithm>
#include <cerrno>

namespace hopproof::run {
namespace {

std::vector<Endpoint> service_endpoints(const Case& deployment) {
  std::vector<Endpoint> targets;
  for (const model::Service& service : model::configured_services(deployment)) {
    if (service.key.kind != ServiceKey::Kind::fwmark) targets.push_back(service.key.vip);
  }
  return targets;
}

bool is_reset(const trace::Packet& packet) {
  return packet.tcp && (packet.tcp->flags & trace::rst_flag) != 0;
}
bool accepts(const trace::Packet& packet) {
  return packet.tcp && (packet.tcp->flags & (trace::syn_flag | trace::ack_flag)) ==
                           (trace::syn_flag | trace::ack_flag);
}

/// The errno with which an ICMP error reaches a socket (Linux icmp_err_convert); 0: refused.
int error_of(const trace::IcmpFields& icmp, bool v4) {
  if (v4 ? icmp.code == 3 : icmp.code == 4) return 0;
  if (v4 && (icmp.code == 0 || icmp.code == 6 || icmp.code == 11)) return ENETUNREACH;
  if (!v4 && icmp.code == 0) return ENETUNREACH;
  return EHOSTUNREACH;
}

Outcome told_by_error(const trace::Trace& trace, const trace::Flow& flow) {
  for (const int index : flow.errors) {
    const trace::Packet& packet = trace.last(trace.journeys[index]).packet;
    const bool v4 = packet.source.is_v4();
    if (!packet.icmp || packet.icmp->type != (v4 ? 3 : 1)) continue;
    const int error = error_of(*packet.icmp, v4);
    return error == 0 ? Outcome{Outcome::Kind::refused, 0}
                      : Outcome{Outcome::Kind::unreachable, error};
  }
  return {Outcome::Kind::failed, 0};
}

Outcome told_by_wire(const trace::Trace& trace, const trace::Flow& flow) {
  bool accepted = false;
  for (const int index : flow.reply) {
    const trace::Packet& packet = trace.last(trace.journeys[index]).packet;
    if (is_reset(packet)) return {accepted ? Outcome::Kind::reset : Outcome::Kind::refused, 0};
    accepted = accepted || accepts(packet);
  }
  return told_by_error(trace, flow);
}

}  // namespace

std::vector<trace::Exchange> program_exchanges(const Case& deployment, const trace::Trace& trace,
                                               const trace::Exchange& program) {
  auto keys = trace::flows_from(trace, program.flow.client, service_endpoints(deployment));
  // A firewall mark has no address, and not every director has services.
  if (keys.empty()) keys = trace::flows_from(trace, program.flow.client, {});
  if (keys.empty()) return {program};
  const trace::FlowIndex flows(trace);
  std::vector<trace::Exchange> exchanges;
  for (const trace::FlowKey& key : keys) {
    trace::Exchange exchange = program;
    exchange.flow = key;
    if (keys.size() > 1) exchange.served.clear();  // one answer of several: the trace shows whose
    if (program.outcome.kind == Outcome::Kind::failed)
      exchange.outcome = told_by_wire(trace, flows.find(key));
    exchanges.push_back(std::move(exchange));
  }
  return exchanges;
}

}  // namespace hopproof::run
