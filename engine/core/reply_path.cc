#include "engine/core/reply_path.hh"

#include "engine/core/connections/lifecycle.hh"
#include "engine/core/packet_path.hh"
#include "engine/core/wire/header.hh"
#include "engine/core/wire/packet_key.hh"
#include "engine/core/wire/rewrite.hh"

#include <algorithm>

namespace hopproof::core {

namespace {

/// TCP's RST or SCTP's ABORT.
bool is_reset(const Packet& packet) {
  const auto transport = packet.payload();
  if (packet.protocol() == protocol::sctp) return first_chunk(transport) == sctp_chunk::abort;
  return packet.protocol() == protocol::tcp && transport.size() >= tcp_header &&
         (transport[tcp_flags_at] & tcp_flag::rst) != 0;
}

/// The packet comes from where some service has a server; one of a firewall mark has it for every
/// protocol (ip_vs_has_real_service).
bool is_from_server(const NatState& nat, const Packet& packet) {
  const Endpoint from{packet.source().unpack(packet.family()), packet.source_port()};
  return std::ranges::any_of(nat.services.sorted(), [&](const Service* service) {
    return (service->is_fwmark() || service->key.protocol() == packet.protocol()) &&
           std::ranges::any_of(service->servers,
                               [&](const auto& server) { return server->endpoint == from; });
  });
}

/// net.ipv4.vs.nat_icmp_send: notify a server that no connection exists for what it sends.
Verdict handle_stray(NatState& nat, const Packet& packet) {
  if (nat.settings.nat_icmp_send == 0 || is_reset(packet) || !is_from_server(nat, packet))
    return passed();
  const IpAddress back_to = packet.source().unpack(packet.family());
  const IpAddress source = nat.surroundings.route_to(back_to).source;
  if (!packet.is_v4() && source.is_unspecified()) return dropped();
  return answered(nat, packet, IcmpReason::port_unreachable, PackedAddress::from(source));
}

Verdict rewritten(NatState& nat, const Packet& packet, Connection& connection) {
  if (!rewrite_reply(packet, connection)) return dropped();
  count_out(nat, connection, packet.bytes().size());
  advance_state(nat, connection, Direction::reply, packet.payload());
  touch(nat, connection);
  const bool first_reply = !connection.replied;
  connection.replied = true;
  return translated(Action::accept, Direction::reply, connection, first_reply);
}

}  // namespace

Verdict handle_reply(NatState& nat, const Packet& packet) {
  if (!is_translated(packet) || !packet.has_ports()) return passed();
  Connection* connection = nat.connections.find_reply(reply_key(packet));
  if (connection == nullptr) return handle_stray(nat, packet);
  if (!connection->ftp) return rewritten(nat, packet, *connection);
  const FtpHelper::Help help = nat.ftp.help_reply(nat, packet, *connection);
  if (help.drop) return dropped();
  if (!help.instead) return rewritten(nat, packet, *connection);
  Verdict verdict = rewritten(nat, *help.instead, *connection);
  verdict.instead = help.instead->bytes();
  return verdict;
}

}  // namespace hopproof::core
