#include "harness/verdict/flow_rows.hh"

#include "harness/base/protocol.hh"
#include "harness/verdict/checks/ending_check.hh"
#include "harness/verdict/checks/hop_match.hh"
#include "harness/verdict/rewriting.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

std::string end_text(const IpAddress& address, const std::optional<uint16_t>& port) {
  return port ? Endpoint{address, *port}.text() : address.text();
}

std::string protocol_text(uint8_t protocol) {
  const std::string name(protocol::tcpdump_name(protocol));
  return name.empty() ? fmt::format("protocol {}", protocol) : name;
}

HopResult hop_row(const trace::Crossing& crossing, const trace::Crossing* before,
                  const Evidence& evidence) {
  const trace::Packet& packet = crossing.packet;
  HopResult row;
  row.hop = hop_text(crossing);
  row.from = crossing.from;
  row.to = crossing.to;
  row.network = crossing.network;
  row.source = source_text(packet);
  row.destination = destination_text(packet);
  row.tuple = row.source + " > " + row.destination;
  if (before) row.rewritten = rewritten_fields(before->packet, packet);
  row.ttl = packet.ttl;
  if (crossing.sent || crossing.received) {
    row.frame = evidence.trace().frames[crossing.frame()].number;
  }
  if (!crossing.to.empty()) row.network_interface = crossing.to + "." + crossing.to_interface;
  return row;
}

bool is_same_hop(const HopResult& a, const HopResult& b) {
  return a.from == b.from && a.to == b.to && a.network == b.network && a.tuple == b.tuple;
}

/// A packet that passes the same nodes once more (a router on both ways) keeps its own rows:
/// rows are looked for from where the one before was found.
void fold_in(std::vector<HopResult>& rows, const trace::Journey& journey,
             const Evidence& evidence) {
  const trace::Trace& trace = evidence.trace();
  const trace::Crossing* before = nullptr;
  size_t from = 0;
  for (const int index : journey.crossings) {
    const trace::Crossing& crossing = trace.crossings[index];
    HopResult row = hop_row(crossing, before, evidence);
    auto found = std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(from), rows.end(),
                              [&](const HopResult& known) { return is_same_hop(known, row); });
    if (found == rows.end()) found = rows.insert(rows.end(), std::move(row));
    ++found->packets;
    from = static_cast<size_t>(found - rows.begin()) + 1;
    before = &crossing;
  }
}

std::vector<HopResult> hop_rows(const std::vector<int>& journeys, const Evidence& evidence) {
  std::vector<HopResult> rows;
  for (const int index : journeys) fold_in(rows, evidence.trace().journeys[index], evidence);
  return rows;
}

FlowResult flow_row(const Connection& connection, const Evidence& evidence) {
  const trace::Exchange& exchange = *connection.exchange;
  FlowResult row;
  row.client = connection.roles.client;
  row.server = connection.roles.server;
  row.protocol = protocol_text(exchange.flow.protocol);
  row.local = endpoint_text(exchange.flow.local);
  row.remote = endpoint_text(exchange.flow.remote);
  row.outcome = exchange.outcome.text();
  row.served = served_by(connection);
  row.answer = exchange.answer;
  row.request = hop_rows(connection.flow.request, evidence);
  row.reply = hop_rows(connection.flow.reply, evidence);
  row.expected_request = connection.expected_request;
  row.expected_reply = connection.expected_reply;
  return row;
}

}  // namespace

std::string source_text(const trace::Packet& packet) {
  if (packet.arp) return packet.arp->sender.text();
  return packet.is_ip ? end_text(packet.source, packet.source_port) : "";
}

std::string destination_text(const trace::Packet& packet) {
  if (packet.arp) return packet.arp->target.text();
  return packet.is_ip ? end_text(packet.destination, packet.destination_port) : "";
}

std::vector<FlowResult> flow_rows(const std::vector<Connection>& connections,
                                  const Evidence& evidence) {
  std::vector<FlowResult> rows;
  for (const Connection& connection : connections) {
    if (connection.exchange) rows.push_back(flow_row(connection, evidence));
  }
  return rows;
}

}  // namespace hopproof::verdict
