#include "harness/differential/player.hh"

#include "engine/core/wire/packet.hh"
#include "engine/packets/plain_packet.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::differential {
namespace {

std::string flow_of(const Stimulus& s) {
  return fmt::format("{} {} {}", s.protocol, s.client.text(), s.service.text());
}

std::string flags_text(uint8_t flags) {
  constexpr std::string_view letters = "FSRPAU";
  std::string text;
  for (size_t i = 0; i < letters.size(); ++i)
    if (flags >> i & 1) text += letters[i];
  return text.empty() ? "-" : text;
}

bool has_ports(uint8_t protocol) {
  return protocol == protocol::tcp || protocol == protocol::udp || protocol == protocol::sctp;
}

std::string addresses(const core::Packet& packet) {
  const auto end = [&](const core::PackedAddress& address, bool source) {
    const IpAddress ip = address.unpack(packet.family());
    if (!has_ports(packet.protocol()) || !packet.has_ports()) return ip.text();
    return Endpoint{ip, source ? packet.source_port() : packet.destination_port()}.text();
  };
  return end(packet.source(), true) + " > " + end(packet.destination(), false);
}

std::string what(const core::Packet& packet) {
  const auto payload = packet.payload();
  switch (packet.protocol()) {
    case protocol::tcp:
      return payload.size() < 14 ? "TCP cut" : "TCP " + flags_text(payload[13]);
    case protocol::udp:
      return "UDP";
    case protocol::sctp:
      return payload.size() < 13 ? "SCTP cut" : fmt::format("SCTP {}", payload[12]);
    default:
      return payload.size() < 8 ? "ICMP cut" : fmt::format("ICMP {}/{}", payload[0], payload[1]);
  }
}

bool is_icmp(const core::Packet& packet) {
  return packet.protocol() == protocol::icmp || packet.protocol() == protocol::icmp6;
}

std::optional<core::Packet> quote_of(const core::Packet& packet) {
  if (!is_icmp(packet) || packet.payload().size() < 8) return std::nullopt;
  return core::Packet::parse_quoted(packet.payload().subspan(8));
}

std::string quote_text(const core::Packet& packet) {
  const auto quote = quote_of(packet);
  return quote ? fmt::format(" carrying {} {}", what(*quote), addresses(*quote)) : "";
}

/// The server's end of what comes out to a server: a request, or an error about a reply.
std::optional<Endpoint> server_in(const core::Packet& packet) {
  if (const auto quote = quote_of(packet); quote && quote->has_ports())
    return Endpoint{quote->source().unpack(quote->family()), quote->source_port()};
  if (is_icmp(packet) || !packet.has_ports()) return std::nullopt;
  return Endpoint{packet.destination().unpack(packet.family()), packet.destination_port()};
}

}  // namespace

std::string describe(const Seen& seen) {
  Bytes bytes = seen.packet;
  const auto packet = core::Packet::parse(bytes);
  const std::string to = seen.toward_client ? "  to client: " : "  to server: ";
  if (!packet) return to + "not a packet";
  return fmt::format(
      "{}{} {} ttl {} size {}{}{}", to, what(*packet), addresses(*packet), packet->ttl(),
      packet->bytes().size(), quote_text(*packet),
      packet->payload().size() >= 8 && core::is_intact(bytes) ? "" : " bad checksum");
}

Outcome StepPlayer::play(const Scenario& scenario) {
  begin();
  servers_.clear();
  Outcome outcome;
  for (const Step& step : scenario) tell_step(step, outcome);
  add_tables(outcome);
  return outcome;
}

void StepPlayer::tell_step(const Step& step, Outcome& outcome) {
  outcome.push_back(step.text());
  const std::string remark = play_step(step, outcome);
  if (!remark.empty()) outcome.push_back("  " + remark);
}

std::string StepPlayer::play_step(const Step& step, Outcome& outcome) {
  const size_t blank = std::min(step.line.find(' '), step.line.size());
  switch (step.kind) {
    case Step::Kind::ipvsadm:
      return ipvsadm(step.line);
    case Step::Kind::sysctl:
      set_sysctl(step.line.substr(0, blank),
                 step.line.substr(std::min(blank + 1, step.line.size())));
      break;
    case Step::Kind::wait:
      wait(std::chrono::milliseconds(step.milliseconds));
      break;
    case Step::Kind::packet:
      send_packet(step.packet, outcome);
      break;
  }
  return "";
}

void StepPlayer::send_packet(const Stimulus& stimulus, Outcome& outcome) {
  const auto known = servers_.find(flow_of(stimulus));
  const auto packet = stimulus.build(known == servers_.end() ? std::optional<Endpoint>()
                                                             : std::optional(known->second));
  if (!packet) return;
  std::vector<std::string> lines;
  for (Seen& seen : send(stimulus.is_from_client(), *packet)) {
    lines.push_back(describe(seen));
    const auto parsed = core::Packet::parse(seen.packet);
    if (!stimulus.is_from_client() || seen.toward_client || !parsed) continue;
    if (const auto server = server_in(*parsed)) servers_[flow_of(stimulus)] = *server;
  }
  std::ranges::sort(lines);
  outcome.insert(outcome.end(), lines.begin(), lines.end());
}

void StepPlayer::add_tables(Outcome& outcome) {
  std::vector<std::string> lines;
  for (const director::ConnectionRow& row : connections())
    lines.push_back(fmt::format("connection {} {} {} {} {} expires {}", row.protocol, row.state,
                                row.client.text(), row.virtual_service.text(),
                                row.destination.text(), row.expires));
  for (const director::CounterRow& row : counters())
    lines.push_back(fmt::format("counters {} {} {} {} {} {} {}", row.service, row.server,
                                row.counters.connections, row.counters.in_packets,
                                row.counters.out_packets, row.counters.in_bytes,
                                row.counters.out_bytes));
  std::ranges::sort(lines);
  outcome.insert(outcome.end(), lines.begin(), lines.end());
}

}  // namespace hopproof::differential
