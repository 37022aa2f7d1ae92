#include "engine/netfilter/raw_sender.hh"

#include "engine/netfilter/fragments.hh"
#include "engine/netfilter/marks.hh"
#include "harness/base/error.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <sys/random.h>
#include <sys/socket.h>

namespace hopproof::netfilter {
namespace {

constexpr size_t batch = 64;
constexpr uint32_t least_v6_mtu = 1280;

Fd open_v4() {
  return Fd(check("open a raw socket", ::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW)));
}

Fd open_v6() {
  Fd fd(check("open a raw IPv6 socket", ::socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW)));
  const int on = 1;
  check("set IP_HDRINCL", ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_HDRINCL, &on, sizeof on));
  return fd;
}

bool is_v6(std::span<const uint8_t> packet) { return packet[0] >> 4 == 6; }

IpAddress destination_of(std::span<const uint8_t> packet) {
  if (is_v6(packet)) return IpAddress::v6(packet.subspan<24, 16>());
  return IpAddress::v4(packet.subspan<16, 4>());
}

/// One packet as sendmmsg() takes it, with its mark and its source as ancillary data.
struct Message {
  sockaddr_storage to;
  iovec part;
  alignas(cmsghdr)
      std::array<char, CMSG_SPACE(sizeof(uint32_t)) + CMSG_SPACE(sizeof(in6_pktinfo))> control;

  void fill(std::span<const uint8_t> packet, uint32_t mark, RawSender::Source source,
            msghdr& header);
  void put_source(std::span<const uint8_t> packet, msghdr& header);
};

template <typename T>
void put_ancillary(msghdr& header, int level, int type, const T& value) {
  auto* at =
      reinterpret_cast<cmsghdr*>(static_cast<char*>(header.msg_control) + header.msg_controllen);
  *at = {CMSG_LEN(sizeof value), level, type};
  std::memcpy(CMSG_DATA(at), &value, sizeof value);
  header.msg_controllen += CMSG_SPACE(sizeof value);
}

void Message::put_source(std::span<const uint8_t> packet, msghdr& header) {
  if (is_v6(packet)) {
    in6_pktinfo info{};
    std::memcpy(&info.ipi6_addr, &packet[8], sizeof info.ipi6_addr);
    return put_ancillary(header, IPPROTO_IPV6, IPV6_PKTINFO, info);
  }
  in_pktinfo info{};
  std::memcpy(&info.ipi_spec_dst, &packet[12], sizeof info.ipi_spec_dst);
  put_ancillary(header, IPPROTO_IP, IP_PKTINFO, info);
}

void Message::fill(std::span<const uint8_t> packet, uint32_t mark, RawSender::Source source,
                   msghdr& header) {
  part = {const_cast<uint8_t*>(packet.data()), packet.size()};
  header = {};
  header.msg_name = &to;
  header.msg_namelen = Endpoint{destination_of(packet), 0}.to_sockaddr(to);
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  put_ancillary(header, SOL_SOCKET, SO_MARK, mark);
  if (source == RawSender::Source::own) put_source(packet, header);
}

/// What a rule in OUTPUT makes the mark of the packet; 0: it is right as it is.
int priority_of(uint32_t mark) { return (mark & marks::user) != 0 ? int(mark) : 0; }

}  // namespace

RawSender::RawSender(DeviceMtu device_mtu) : device_mtu_(std::move(device_mtu)) {
  v4_.fd = open_v4();
  v6_.fd = open_v6();
  check_long("get random bytes", ::getrandom(&identification_, sizeof identification_, 0));
}

void RawSender::add(std::span<const uint8_t> packet, uint32_t mark, Source source) {
  (is_v6(packet) ? v6_ : v4_).outgoing.push_back({packet, mark, source, 0});
}

void RawSender::add_in_fragments(std::span<const uint8_t> packet, uint32_t mark, uint32_t largest) {
  v6_.outgoing.push_back({packet, mark, Source::none, packet.size() > largest ? largest : 0});
}

void RawSender::flush() {
  flush(v4_);
  flush(v6_);
}

void RawSender::flush(Socket& socket) {
  std::span<const Outgoing> rest = socket.outgoing;
  while (!rest.empty()) {
    const int priority = priority_of(rest.front().mark);
    if (priority != socket.priority) {
      check("set a socket's priority",
            ::setsockopt(socket.fd.get(), SOL_SOCKET, SO_PRIORITY, &priority, sizeof priority));
      socket.priority = priority;
    }
    const size_t run = run_length(rest);
    if (rest.front().largest_fragment != 0)
      send_in_fragments(socket, rest.front());
    else
      send_run(socket, rest.first(run));
    rest = rest.subspan(run);
  }
  socket.outgoing.clear();
}

/// How many go out alike.
size_t RawSender::run_length(std::span<const Outgoing> rest) {
  const Outgoing& first = rest.front();
  if (first.largest_fragment != 0) return 1;
  const auto other = std::ranges::find_if(rest, [&](const Outgoing& next) {
    return next.largest_fragment != 0 || priority_of(next.mark) != priority_of(first.mark);
  });
  return std::min(size_t(other - rest.begin()), batch);
}

void RawSender::send_run(Socket& socket, std::span<const Outgoing> run) {
  std::array<Message, batch> messages;
  std::array<mmsghdr, batch> headers;
  for (size_t i = 0; i < run.size(); ++i) {
    messages[i].fill(run[i].packet, run[i].mark & marks::engine, run[i].source, headers[i].msg_hdr);
  }
  for (size_t sent = 0; sent < run.size();) {
    const int count = ::sendmmsg(socket.fd.get(), headers.data() + sent,
                                 unsigned(run.size() - sent), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && errno == EMSGSIZE) send_in_fragments(socket, run[sent]);
    sent += count > 0 ? size_t(count) : 1;
  }
}

/// The kernel does not fragment what comes with its own header. OUTPUT still sees the whole, as the
/// kernel puts fragments together there.
void RawSender::send_in_fragments(const Socket& socket, const Outgoing& outgoing) {
  auto most = device_mtu_(destination_of(outgoing.packet));
  if (!most) return;
  if (const uint32_t came = outgoing.largest_fragment; came != 0)
    most = std::min(*most, std::max(came, least_v6_mtu));
  for (const auto& fragment : cut_into_fragments(outgoing.packet, *most, ++identification_)) {
    Message message;
    msghdr header;
    message.fill(fragment, outgoing.mark & marks::engine, outgoing.source, header);
    (void)!::sendmsg(socket.fd.get(), &header, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
}

}  // namespace hopproof::netfilter
