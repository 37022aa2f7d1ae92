#include "harness/verdict/server_choice.hh"

#include "harness/model/services.hh"

#include <algorithm>

namespace hopproof::verdict {
namespace {

/// Direct routing leaves the addresses alone: only the node that the frame goes to shows it.
std::optional<Endpoint> routed_to(const Case& deployment, const trace::Crossing& crossing) {
  const Node* node = deployment.find_node(crossing.to);
  if (!node) return std::nullopt;
  for (const model::Service& service : model::configured_services(deployment)) {
    for (const RealServer& server : service.servers) {
      const bool direct = server.options.forwarding == Forwarding::direct;
      if (direct && node->owns(server.address.address)) return server.address;
    }
  }
  return std::nullopt;
}

std::optional<Endpoint> sent_to(const Case& deployment, const trace::Crossing& crossing,
                                const Endpoint& asked_for) {
  const Node* sender = deployment.find_node(crossing.from);
  if (!sender || !sender->is_director || !crossing.packet.is_ip) return std::nullopt;
  if (crossing.packet.destination == asked_for.address) return routed_to(deployment, crossing);
  return Endpoint{crossing.packet.destination, crossing.packet.destination_port.value_or(0)};
}

std::optional<ServerChoice> told_by_trace(const Case& deployment, const trace::Trace& trace,
                                          const trace::Exchange& exchange,
                                          const trace::Flow& flow) {
  std::optional<ServerChoice> choice;
  for (const int journey : flow.request) {
    for (const int index : trace.journeys[journey].crossings) {
      const trace::Crossing& crossing = trace.crossings[index];
      const auto server = sent_to(deployment, crossing, exchange.flow.remote);
      if (server) choice = ServerChoice{*server, crossing.from};
    }
  }
  return choice;
}

std::optional<ServerChoice> told_by_table(const StepRecord& record, const trace::FlowKey& key) {
  const auto row = std::ranges::find_if(record.chosen, [&](const ChosenServer& entry) {
    return entry.protocol == key.protocol && entry.client == key.local &&
           entry.virtual_service == key.remote;
  });
  if (row == record.chosen.end()) return std::nullopt;
  return ServerChoice{row->destination, ""};
}

std::optional<ServerChoice> told_by_answer(const Case& deployment,
                                           const trace::Exchange& exchange) {
  const Node* node = deployment.find_node(exchange.served);
  if (!node) return std::nullopt;
  const trace::FlowKey& key = exchange.flow;
  for (const IpAddress& server : model::server_addresses(deployment, key.protocol, key.remote)) {
    if (node->owns(server)) return ServerChoice{{server, 0}, ""};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ServerChoice> chosen_server(const Case& deployment, const StepRecord& record,
                                          const trace::Exchange& exchange,
                                          const trace::Flow& flow) {
  if (auto choice = told_by_trace(deployment, record.trace, exchange, flow)) return choice;
  if (auto choice = told_by_table(record, exchange.flow)) return choice;
  return told_by_answer(deployment, exchange);
}

}  // namespace hopproof::verdict
