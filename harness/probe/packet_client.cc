#include "harness/probe/packet_client.hh"

#include "harness/base/big_endian.hh"
#include "harness/probe/socket.hh"

#include <algorithm>
#include <array>
#include <cerrno>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::probe {
namespace {

constexpr size_t icmp_header = 8;
constexpr size_t ipv6_header = 40;
constexpr uint8_t rst_flag = 4;

bool is_echo_reply(uint8_t type, bool v4) { return type == (v4 ? 0 : 129); }
bool is_error(uint8_t type, bool v4) {
  return v4 ? type == 3 || type == 11 || type == 12 : type >= 1 && type <= 4;
}

/// As the kernel reports it to a socket (icmp_err_convert, icmpv6_err_convert).
Outcome outcome_of_icmp(uint8_t type, uint8_t code, bool v4) {
  const bool port = v4 ? type == 3 && code == 3 : type == 1 && code == 4;
  if (port) return {Outcome::Kind::refused};
  const bool network = v4 ? type == 3 && (code == 0 || code == 6 || code == 9 || code == 11)
                          : type == 1 && code == 0;
  if (network) return {Outcome::Kind::unreachable, ENETUNREACH};
  const bool prohibited = !v4 && type == 1 && (code == 1 || code == 5 || code == 6);
  return {Outcome::Kind::unreachable, prohibited ? EACCES : EHOSTUNREACH};
}

/// An error quotes the packet as it was when it was dropped: perhaps with a lower TTL, perhaps cut.
bool quotes(const CraftedPacket& sent, std::span<const uint8_t> quoted) {
  const bool v4 = sent.source.address.is_v4();
  if (quoted.size() < (v4 ? 20u : ipv6_header)) return false;
  const size_t header = v4 ? size_t(quoted[0] & 0x0f) * 4 : ipv6_header;
  if (quoted.size() < header + 4 || sent.bytes.size() < header + 4) return false;
  const size_t addresses = v4 ? 12 : 8;
  const auto same = [&](size_t from, size_t to) {
    return std::equal(quoted.begin() + from, quoted.begin() + to, sent.bytes.begin() + from);
  };
  return same(addresses, addresses + (v4 ? 8 : 32)) && same(header, header + 4);
}

std::optional<Outcome> outcome_of_message(const CraftedPacket& sent,
                                          const ReceivedPacket& received) {
  const bool v4 = sent.source.address.is_v4();
  if (received.bytes.size() < icmp_header) return std::nullopt;
  const uint8_t type = received.bytes[0];
  if (is_echo_reply(type, v4) && sent.echo_id != 0 && load16(&received.bytes[4]) == sent.echo_id) {
    return Outcome{Outcome::Kind::answered};
  }
  if (is_error(type, v4) && quotes(sent, received.bytes.subspan(icmp_header))) {
    return outcome_of_icmp(type, received.bytes[1], v4);
  }
  return std::nullopt;
}

ClientSpec aimed(ClientSpec spec, const CraftedPacket& packet) {
  spec.target = packet.destination;
  return spec;
}

/// Raw sockets of IPv4 hand out the IP header, those of IPv6 do not.
std::span<const uint8_t> transport_of(std::span<const uint8_t> taken, bool v4) {
  if (!v4) return taken;
  const size_t header = taken.empty() ? 0 : size_t(taken[0] & 0x0f) * 4;
  return taken.size() < header ? std::span<const uint8_t>() : taken.subspan(header);
}

}  // namespace

std::optional<Outcome> outcome_of_reply(const CraftedPacket& sent, const ReceivedPacket& received) {
  if (received.protocol == IPPROTO_ICMP || received.protocol == IPPROTO_ICMPV6) {
    return outcome_of_message(sent, received);
  }
  const auto bytes = received.bytes;
  const size_t header = received.protocol == IPPROTO_TCP ? 20 : 8;
  const bool answers = received.protocol == sent.protocol && bytes.size() >= header &&
                       received.source == sent.destination.address &&
                       load16(&bytes[0]) == sent.destination.port &&
                       load16(&bytes[2]) == sent.source.port;
  if (!answers) return std::nullopt;
  const bool reset = received.protocol == IPPROTO_TCP && (bytes[13] & rst_flag) != 0;
  return Outcome{reset ? Outcome::Kind::reset : Outcome::Kind::answered};
}

PacketClient::PacketClient(EventLoop& loop, ClientSpec spec, CraftedPacket packet)
    : Client(loop, aimed(std::move(spec), packet), packet.protocol), packet_(std::move(packet)) {
  flow_.local = packet_.source;
  flow_.echo_id = packet_.echo_id;
}

void PacketClient::start() {
  const bool v4 = packet_.source.address.is_v4();
  const uint8_t errors = icmp_of(packet_.source.address.family());
  listeners_.reserve(2);
  if (packet_.protocol == IPPROTO_TCP || packet_.protocol == IPPROTO_UDP) listen(packet_.protocol);
  listen(errors);
  open(SOCK_RAW, IPPROTO_RAW);
  if (!v4) set_option(socket_, IPPROTO_IPV6, IPV6_HDRINCL, 1, "IPV6_HDRINCL");
  sockaddr_storage address;
  const Endpoint to{packet_.destination.address, 0};
  const socklen_t length = to.to_sockaddr(address);
  const ssize_t sent = ::sendto(socket_.get(), packet_.bytes.data(), packet_.bytes.size(), 0,
                                reinterpret_cast<sockaddr*>(&address), length);
  if (sent < 0) finish(outcome_of_error(errno));
}

void PacketClient::again() {
  outcome_.reset();
  listeners_.clear();
  start();
}

void PacketClient::abandon() {
  listeners_.clear();
  socket_.reset();
}

void PacketClient::listen(uint8_t protocol) {
  Fd socket =
      open_socket(*spec_.space, domain_of(spec_.target.address.family()), SOCK_RAW, protocol);
  const int fd = socket.get();
  listeners_.push_back({std::move(socket), {}});
  Listener& listener = listeners_.back();  // reserve() keeps it in its place
  listener.watch = loop_.watch(
      fd, POLLIN, [this, &listener, protocol](short) { receive(listener.socket, protocol); });
}

void PacketClient::receive(const Fd& socket, uint8_t protocol) {
  std::array<uint8_t, 65536> room;
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  ssize_t got = 0;
  while ((got = ::recvfrom(socket.get(), room.data(), room.size(), 0,
                           reinterpret_cast<sockaddr*>(&address), &length)) >= 0) {
    const std::span<const uint8_t> taken(room.data(), size_t(got));
    const ReceivedPacket received{protocol, Endpoint::from(address).address,
                                  transport_of(taken, packet_.source.address.is_v4())};
    const auto outcome = outcome_of_reply(packet_, received);
    if (outcome && !outcome_) finish(*outcome);
    length = sizeof address;
  }
}

}  // namespace hopproof::probe
