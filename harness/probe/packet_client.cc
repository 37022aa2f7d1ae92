#include "harness/probe/packet_client.hh"

#include "harness/probe/packet_reply.hh"
#include "harness/probe/socket.hh"

#include <array>
#include <cerrno>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof {
namespace {

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

}  // namespace hopproof
