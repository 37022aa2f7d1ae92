#include "harness/probe/socket_table.hh"

#include "netns/netlink/attributes.hh"

#include <functional>

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

namespace hopproof::probe {
namespace {

enum DiagTimer : uint8_t { resend = 1, window_probe = 4 };  // idiag_timer, sock_diag(7)

constexpr uint32_t bit(int state) { return uint32_t{1} << state; }
constexpr uint32_t new_syn_received = 12;  // include/net/tcp_states.h
/// No more than are asked for: others make the kernel walk tables of the whole host.
constexpr uint32_t live = bit(TCP_ESTABLISHED) | bit(TCP_SYN_SENT) | bit(TCP_SYN_RECV) |
                          bit(TCP_FIN_WAIT1) | bit(TCP_FIN_WAIT2) | bit(TCP_CLOSE_WAIT) |
                          bit(TCP_LAST_ACK) | bit(TCP_CLOSING) | bit(new_syn_received);

netlink::Message request(int domain, int protocol, uint32_t states) {
  netlink::Message message(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP);
  auto& header = message.header<inet_diag_req_v2>();
  header.sdiag_family = uint8_t(domain);
  header.sdiag_protocol = uint8_t(protocol);
  header.idiag_states = states;
  return message;
}

Endpoint endpoint(uint8_t domain, const uint32_t (&address)[4], uint16_t port) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(address);
  const IpAddress ip = domain == AF_INET6 ? IpAddress::v6(std::span<const uint8_t, 16>(bytes, 16))
                                          : IpAddress::v4(std::span<const uint8_t, 4>(bytes, 4));
  return {ip, ntohs(port)};
}

TcpSocket read_socket(const inet_diag_msg& m) {
  TcpSocket socket;
  socket.cookie = uint64_t{m.id.idiag_cookie[1]} << 32 | m.id.idiag_cookie[0];
  socket.state = m.idiag_state;
  socket.resend_pending = m.idiag_timer == resend || m.idiag_timer == window_probe;
  socket.resends = m.idiag_retrans;
  socket.unacknowledged = m.idiag_wqueue;
  socket.local = endpoint(m.idiag_family, m.id.idiag_src, m.id.idiag_sport);
  socket.remote = endpoint(m.idiag_family, m.id.idiag_dst, m.id.idiag_dport);
  return socket;
}

void dump(netlink::Socket& socket, int protocol, uint32_t states,
          const std::function<void(const inet_diag_msg&)>& each) {
  for (const int domain : {AF_INET, AF_INET6}) {
    netlink::Message message = request(domain, protocol, states);
    socket.request(message, "list sockets", [&](const nlmsghdr& answer) {
      if (const auto* found = netlink::family_header<inet_diag_msg>(answer)) each(*found);
    });
  }
}

}  // namespace

bool TcpSocket::settled() const { return state == TCP_ESTABLISHED && unacknowledged == 0; }

SocketTable::SocketTable(const netns::Namespace& space) : socket_(space, NETLINK_SOCK_DIAG) {}

/// With the older request, which lists both families at once (inet_diag_dump_compat).
std::vector<TcpSocket> SocketTable::tcp() {
  netlink::Message message(TCPDIAG_GETSOCK, NLM_F_DUMP);
  message.header<inet_diag_req>().idiag_states = live;
  std::vector<TcpSocket> found;
  socket_.request(message, "list sockets", [&](const nlmsghdr& answer) {
    const auto* m = netlink::family_header<inet_diag_msg>(answer);
    if (m != nullptr) found.push_back(read_socket(*m));
  });
  return found;
}

std::set<ListeningPort> SocketTable::listening() {
  std::set<ListeningPort> found;
  const auto keep = [&](uint8_t protocol) {
    return [&found, protocol](const inet_diag_msg& m) {
      found.insert({protocol, endpoint(m.idiag_family, m.id.idiag_src, m.id.idiag_sport)});
    };
  };
  dump(socket_, IPPROTO_TCP, bit(TCP_LISTEN), keep(IPPROTO_TCP));
  dump(socket_, IPPROTO_UDP, bit(TCP_CLOSE), keep(IPPROTO_UDP));  // unconnected
  return found;
}

}  // namespace hopproof::probe
