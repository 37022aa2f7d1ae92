#include "harness/differential/wire_end.hh"

#include "engine/packets/plain_packet.hh"
#include "harness/base/big_endian.hh"
#include "harness/base/error.hh"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::differential {
namespace {

constexpr uint8_t echo_request = 8, echo_reply = 0;
constexpr uint16_t marker_id = 0x4850;
constexpr int patience = 5000;  // milliseconds

MacAddress director_mac(const netns::Lab& lab, const std::string& interface) {
  for (const netns::TapPoint& tap : lab.tap_points())
    if (tap.node == "director" && tap.interface == interface) return tap.mac;
  throw HostError("the lab has no interface director." + interface);
}

bool is_ip(uint16_t protocol) {
  return protocol == htons(ETH_P_IP) || protocol == htons(ETH_P_IPV6);
}

/// Neighbour discovery and multicast listeners: the link's own talk.
bool is_chatter(const Bytes& packet) {
  if (packet.empty() || core::is_v4(packet)) return packet.empty();
  if (packet.size() < 41) return true;
  const bool multicast = packet[24] == 0xff, link_local = packet[8] == 0xfe;
  const bool discovery = packet[6] == 58 && packet[40] >= 133 && packet[40] <= 137;
  return multicast || link_local || discovery;
}

}  // namespace

WireEnd::WireEnd(netns::Lab& lab, const std::string& node, const std::string& interface,
                 const IpAddress& own, const IpAddress& director)
    : director_mac_(director_mac(lab, interface)), own_(own), director_(director) {
  const netns::EnterScope inside(lab.node(node).space);
  socket_ = Fd(check("open a packet socket",
                     ::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_ALL))));
  interface_ = static_cast<int>(::if_nametoindex(interface.c_str()));
  sockaddr_ll address{};
  const int on = 1;
  check("exclude a packet socket's own packets",
        ::setsockopt(socket_.get(), SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on));
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = interface_;
  check("bind a packet socket",
        ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

void WireEnd::send(const Bytes& packet) {
  sockaddr_ll to{};
  to.sll_family = AF_PACKET;
  to.sll_protocol = htons(core::is_v4(packet) ? ETH_P_IP : ETH_P_IPV6);
  to.sll_ifindex = interface_;
  to.sll_halen = static_cast<uint8_t>(director_mac_.size());
  std::copy(director_mac_.begin(), director_mac_.end(), to.sll_addr);
  check_long("send a packet", ::sendto(socket_.get(), packet.data(), packet.size(), 0,
                                       reinterpret_cast<const sockaddr*>(&to), sizeof to));
}

std::vector<Bytes> WireEnd::drain() {
  Bytes echo = core::icmp_error(own_.text(), director_.text(), echo_request, 0, {});
  store16(&echo[24], marker_id);
  store16(&echo[26], ++marker_);
  core::finish_checksums(echo);
  send(echo);
  std::vector<Bytes> packets;
  while (true) {
    pollfd ready{socket_.get(), POLLIN, 0};
    if (::poll(&ready, 1, patience) <= 0) throw HostError("the director answers no echo request");
    auto packet = receive();
    if (!packet) continue;
    if (is_marker(*packet)) return packets;
    packets.push_back(std::move(*packet));
  }
}

std::vector<Bytes> WireEnd::take() {
  std::vector<Bytes> packets;
  pollfd ready{socket_.get(), POLLIN, 0};
  while (::poll(&ready, 1, 0) > 0)
    if (auto packet = receive()) packets.push_back(std::move(*packet));
  return packets;
}

std::optional<Bytes> WireEnd::receive() {
  std::array<uint8_t, 65536> buffer;
  sockaddr_ll from{};
  socklen_t length = sizeof from;
  const auto size = ::recvfrom(socket_.get(), buffer.data(), buffer.size(), 0,
                               reinterpret_cast<sockaddr*>(&from), &length);
  if (size <= 0 || !is_ip(from.sll_protocol)) return std::nullopt;
  Bytes packet(buffer.begin(), buffer.begin() + size);
  return is_chatter(packet) ? std::nullopt : std::optional(std::move(packet));
}

bool WireEnd::is_marker(const Bytes& packet) const {
  return packet.size() >= 28 && core::is_v4(packet) && packet[9] == protocol::icmp &&
         packet[20] == echo_reply && load16(&packet[24]) == marker_id &&
         load16(&packet[26]) == marker_;
}

}  // namespace hopproof::differential
