#include "engine/core/ftp_helper.hh"

#include "engine/core/connections/lifecycle.hh"
#include "engine/core/nat_state.hh"
#include "engine/core/wire/header.hh"
#include "engine/core/wire/incremental_checksum.hh"

#include <algorithm>

namespace hopproof::core {

namespace {

constexpr uint16_t control_port = 21;
constexpr size_t sequence_at = 4, acknowledgement_at = 8, tcp_checksum_at = 16;
constexpr uint8_t option_end = 0, option_padding = 1, option_sack = 5;

/// Of the TCP header with its options; 0: it is cut short.
size_t header_of(const Packet& packet) {
  const auto transport = packet.payload();
  if (transport.size() < tcp_header) return 0;
  const size_t length = static_cast<size_t>(transport[12] >> 4) * 4;
  return length < tcp_header || length > transport.size() ? 0 : length;
}

std::string_view text_of(const Packet& packet, size_t header) {
  const auto text = packet.payload().subspan(header);
  return {reinterpret_cast<const char*>(text.data()), text.size()};
}

uint32_t tcp_pseudo_sum(const Packet& packet) {
  return pseudo_header_sum(packet.addresses(), protocol::tcp, packet.payload().size());
}

bool is_intact_tcp(const Packet& packet) {
  return internet_checksum(packet.payload(), tcp_pseudo_sum(packet)) == 0;
}

bool is_after(uint32_t one, uint32_t other) { return static_cast<int32_t>(one - other) > 0; }

/// Changes a number of the TCP header or its options, checksum included.
void put_number(const Packet& packet, size_t at, uint32_t number) {
  const auto transport = packet.payload();
  uint8_t bytes[4];
  store32(bytes, number);
  // A number at an odd place would count with its bytes swapped; options may be there.
  if (at % 2 == 0) {
    patch_checksum(&transport[tcp_checksum_at], delta(transport.subspan(at, 4), bytes));
    std::ranges::copy(bytes, &transport[at]);
    return;
  }
  std::ranges::copy(bytes, &transport[at]);
  store16(&transport[tcp_checksum_at], 0);
  store16(&transport[tcp_checksum_at], internet_checksum(transport, tcp_pseudo_sum(packet)));
}

/// Calls visit(offset) for each edge of a SACK option.
template <typename Visit>
void for_each_sack_edge(std::span<const uint8_t> transport, size_t header, Visit visit) {
  for (size_t at = tcp_header; at + 1 < header && transport[at] != option_end;) {
    if (transport[at] == option_padding) {
      ++at;
      continue;
    }
    const size_t length = transport[at + 1];
    if (length < 2 || at + length > header) return;
    if (transport[at] == option_sack)
      for (size_t edge = at + 2; edge + 4 <= at + length; edge += 4) visit(edge);
    at += length;
  }
}

void listen(NatState& nat, Connection& connection) {
  connection.state = static_cast<uint8_t>(TcpState::listen);
  connection.timeout = nat.timeouts.of(TcpState::listen);
  touch(nat, connection);
}

/// A data connection beside its control connection, to the same server.
Connection* add_beside(NatState& nat, Connection& control, const Endpoint& client,
                       uint16_t virtual_port, const Endpoint& server) {
  Connection* data = nat.connections.allocate();
  if (data == nullptr) return nullptr;
  data->set_ends({PackedAddress::from(client.address), control.virtual_address(), client.port,
                  virtual_port, protocol::tcp, control.family},
                 PackedAddress::from(server.address), server.port);
  data->no_client_port = client.port == 0;
  nat.without_client_port += data->no_client_port;
  bind(*data, *control.server);
  data->deadline = nat.now + Time{data->timeout};
  nat.connections.insert(*data);
  follow(nat, *data, control);
  return data;
}

}  // namespace

void FtpHelper::attach(Connection& connection) const {
  connection.ftp =
      loaded_ && connection.protocol == protocol::tcp && connection.virtual_port == control_port;
}

bool FtpHelper::help_request(NatState& nat, const Packet& packet, Connection& connection) {
  const size_t header = header_of(packet);
  if (header == 0 || !is_intact_tcp(packet)) return false;
  Session& session = sessions_[nat.connections.id(connection)];
  shift_acknowledgements(packet, session);
  if (static_cast<TcpState>(connection.state) != TcpState::established) return true;
  const std::string_view text = text_of(packet, header);
  if (const auto passive = find_passive_command(text, packet.family()); passive != FtpPassive::no) {
    session.passive = passive;
    return true;
  }
  const auto client = find_active_command(text, packet.family());
  if (!client) return true;
  session.passive = FtpPassive::no;
  expect_server(nat, connection, *client);
  return true;
}

void FtpHelper::shift_acknowledgements(const Packet& packet, const Session& session) const {
  if (!session.shifted) return;
  const auto transport = packet.payload();
  const auto shifted_back = [&](uint32_t number) {
    const auto edge = session.shifted_at + static_cast<uint32_t>(session.after);
    return number - static_cast<uint32_t>(is_after(number, edge) ? session.after : session.before);
  };
  const auto shift = [&](size_t at) {
    put_number(packet, at, shifted_back(load32(&transport[at])));
  };
  shift(acknowledgement_at);
  for_each_sack_edge(transport, header_of(packet), shift);
}

FtpHelper::Help FtpHelper::help_reply(NatState& nat, const Packet& packet, Connection& connection) {
  const size_t header = header_of(packet);
  if (header == 0 || !is_intact_tcp(packet)) return {.drop = true};
  Session& session = sessions_[nat.connections.id(connection)];
  const auto transport = packet.payload();
  const uint32_t sequence = load32(&transport[sequence_at]);
  if (session.shifted)
    put_number(
        packet, sequence_at,
        sequence + static_cast<uint32_t>(is_after(sequence, session.shifted_at) ? session.after
                                                                                : session.before));
  const bool open = static_cast<TcpState>(connection.state) == TcpState::established;
  if (!open || session.passive == FtpPassive::no) return {};
  const std::string_view text = text_of(packet, header);
  const bool pasv = session.passive == FtpPassive::pasv;
  const auto answer = pasv ? find_pasv_answer(text)
                           : find_epsv_answer(text, connection.destination_endpoint().address);
  if (!answer) return {};
  const Connection* data = expect_client(nat, connection, answer->at);
  if (data == nullptr) return {.drop = true};
  session.passive = FtpPassive::no;
  if (!pasv) return {};  // names a port only, which stays

  char buffer[24];
  const std::string_view vip = pasv_text(data->virtual_endpoint(), buffer);
  const auto longer =
      static_cast<int32_t>(vip.size()) - static_cast<int32_t>(answer->end - answer->begin);
  if (longer != 0 && (!session.shifted || is_after(sequence, session.shifted_at)))
    session = {FtpPassive::no, true, sequence, session.after, session.after + longer};
  return {.instead = with_text(packet, header + answer->begin, header + answer->end, vip)};
}

/// The server will connect from its port 20 to the client: as if that were a reply.
void FtpHelper::expect_server(NatState& nat, Connection& control, const Endpoint& client) {
  const Endpoint vip = control.virtual_endpoint(), server = control.destination_endpoint();
  const auto virtual_port = static_cast<uint16_t>(vip.port - 1);
  Connection* data =
      nat.connections.find_request({PackedAddress::from(client.address), control.virtual_address(),
                                    client.port, virtual_port, protocol::tcp, control.family});
  if (data == nullptr)
    data = add_beside(nat, control, client, virtual_port,
                      {server.address, static_cast<uint16_t>(server.port - 1)});
  if (data != nullptr) listen(nat, *data);
}

/// The client will connect from a port that is not known yet.
Connection* FtpHelper::expect_client(NatState& nat, Connection& control, const Endpoint& server) {
  Connection* data =
      nat.connections.find_reply({control.client(), PackedAddress::from(server.address), 0,
                                  server.port, protocol::tcp, control.family});
  if (data == nullptr)
    data = add_beside(nat, control, {control.client_endpoint().address, 0}, server.port, server);
  if (data != nullptr) listen(nat, *data);
  return data;
}

Packet FtpHelper::with_text(const Packet& packet, size_t begin, size_t end, std::string_view text) {
  const auto bytes = packet.bytes();
  const size_t ip_header = packet.header_length();
  buffer_.assign(bytes.begin(), bytes.begin() + static_cast<long>(ip_header + begin));
  buffer_.insert(buffer_.end(), text.begin(), text.end());
  buffer_.insert(buffer_.end(), bytes.begin() + static_cast<long>(ip_header + end), bytes.end());
  store16(&buffer_[2], static_cast<uint16_t>(buffer_.size()));
  const Packet longer = *Packet::parse(buffer_);
  store16(longer.header_checksum(), 0);
  store16(longer.header_checksum(),
          internet_checksum(longer.bytes().first(longer.header_length())));
  const auto transport = longer.payload();
  store16(&transport[tcp_checksum_at], 0);
  store16(&transport[tcp_checksum_at], internet_checksum(transport, tcp_pseudo_sum(longer)));
  return longer;
}

}  // namespace hopproof::core
