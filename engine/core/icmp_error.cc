#include "engine/core/icmp_error.hh"

#include "engine/core/connections/lifecycle.hh"
#include "engine/core/packet_path.hh"
#include "engine/core/request_path.hh"
#include "engine/core/schedulers/scheduling.hh"
#include "engine/core/wire/header.hh"
#include "engine/core/wire/packet_key.hh"
#include "engine/core/wire/rewrite.hh"
#include "harness/base/big_endian.hh"
#include "harness/base/internet_checksum.hh"

#include <algorithm>
#include <optional>

namespace hopproof::core {

namespace {

constexpr size_t icmp_checksum_at = 2;
constexpr uint8_t first_informational_v6 = 128;

/// Destination unreachable, source quench, time exceeded; in ICMPv6 every error.
bool is_related(const Packet& packet) {
  const uint8_t type = packet.payload()[0];
  if (!packet.is_v4()) return type < first_informational_v6;
  return type == 3 || type == 4 || type == 11;
}

/// The packet that the error is about, when it is one that can be translated.
std::optional<Packet> quoted(const Packet& packet) {
  const auto quote = Packet::parse_quoted(packet.payload().subspan(icmp_header));
  if (!quote || quote->family() != packet.family() || !is_translated(*quote) ||
      quote->is_later_fragment() || !quote->has_ports())
    return std::nullopt;
  return quote;
}

uint32_t pseudo_sum(const Packet& packet) {
  if (packet.is_v4()) return 0;
  return pseudo_header_sum(packet.addresses(), protocol::icmp6, packet.payload().size());
}

bool is_intact(const Packet& packet) {
  return internet_checksum(packet.payload(), pseudo_sum(packet)) == 0;
}

void renew_checksum(const Packet& packet) {
  const auto message = packet.payload();
  store16(&message[icmp_checksum_at], 0);
  store16(&message[icmp_checksum_at], internet_checksum(message, pseudo_sum(packet)));
}

void renew_header_checksum(const Packet& packet) {
  if (uint8_t* field = packet.header_checksum()) {
    store16(field, 0);
    store16(field, internet_checksum(packet.bytes().first(packet.header_length())));
  }
}

void put_address(const Packet& packet, std::span<uint8_t> field, const PackedAddress& address) {
  std::ranges::copy(address.bytes(packet.family()), field.begin());
  renew_header_checksum(packet);
}

void rewrite_request_error(const Packet& packet, const Packet& quote, const Connection& to) {
  put_address(packet, packet.destination_bytes(), to.destination());
  put_address(quote, quote.source_bytes(), to.destination());
  store16(quote.payload().data(), to.destination_port);
  renew_checksum(packet);
}

void rewrite_reply_error(const Packet& packet, const Packet& quote, const Connection& from) {
  put_address(packet, packet.source_bytes(), from.virtual_address());
  put_address(quote, quote.destination_bytes(), from.virtual_address());
  store16(quote.payload().data() + 2, from.virtual_port);
  renew_checksum(packet);
}

/// An error is never answered by an error: what cannot go on vanishes. True: it may go on.
bool prepare_to_send(const Packet& packet, const Route& route) {
  if (packet.ttl() <= 1) return false;
  if (!packet.is_v4() && route.mtu != 0 && packet.bytes().size() > route.mtu) return false;
  decrement_ttl(packet);
  return true;
}

/// ip_vs_icmp_xmit().
Verdict transmit(NatState& nat, const Packet& packet, const Packet& quote, Hook hook,
                 Connection& connection) {
  const Route& route = route_of(nat, connection);
  const Way way = way_to(route, packet, connection, hook);
  if (!route.reachable || way == Way::blocked) return dropped();
  if (way == Way::up && hook == Hook::forward) return dropped();
  if (way == Way::out && !prepare_to_send(packet, route)) return dropped();
  rewrite_request_error(packet, quote, connection);
  const Action action = way == Way::up ? Action::accept_local : Action::send;
  return translated(action, Direction::request, connection);
}

Verdict follow(NatState& nat, const Packet& packet, const Packet& quote, Hook hook,
               Connection& connection) {
  if (connection.bypass || !is_intact(packet)) return dropped();
  count_in(nat, connection, packet.bytes().size());
  return transmit(nat, packet, quote, hook, connection);
}

}  // namespace

Verdict handle_request_error(NatState& nat, const Packet& packet, const Arrival& arrival) {
  if (packet.payload().size() < icmp_header) return dropped();
  if (!is_related(packet)) return passed();
  const auto quote = quoted(packet);
  if (!quote) return passed();
  Connection* connection = nat.connections.find_request(reply_key(*quote));
  if (connection == nullptr) {
    if (nat.settings.schedule_icmp == 0) return passed();
    const Scheduled scheduled = schedule(nat, {*quote, true}, arrival);
    if (scheduled.connection == nullptr) return scheduled.verdict;
    connection = scheduled.connection;
  }
  const Verdict verdict = follow(nat, packet, *quote, arrival.hook, *connection);
  if (connection->one_packet) unbind(*connection);
  return verdict;
}

Verdict handle_reply_error(NatState& nat, const Packet& packet) {
  if (packet.payload().size() < icmp_header) return dropped();
  if (!is_related(packet)) return passed();
  const auto quote = quoted(packet);
  if (!quote) return passed();
  Connection* connection = nat.connections.find_reply(request_key(*quote));
  if (connection == nullptr) return passed();
  if (!is_intact(packet)) return dropped();
  rewrite_reply_error(packet, *quote, *connection);
  count_out(nat, *connection, packet.bytes().size());
  return translated(Action::accept, Direction::reply, *connection);
}

}  // namespace hopproof::core
