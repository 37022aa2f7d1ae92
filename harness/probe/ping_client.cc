#include "harness/probe/ping_client.hh"

#include "harness/base/big_endian.hh"
#include "harness/base/internet_checksum.hh"
#include "harness/probe/socket.hh"

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::probe {
namespace {

constexpr size_t header_length = 8;

uint16_t next_echo_id() {
  static uint16_t last = 0;
  return ++last == 0 ? ++last : last;
}

bool is_v4(const ClientSpec& spec) { return spec.target.address.is_v4(); }

ClientSpec without_port(ClientSpec spec) {
  spec.target.port = 0;
  spec.source_port = 0;
  return spec;
}

std::vector<uint8_t> echo_request(bool v4, uint16_t id, uint16_t sequence, size_t payload) {
  std::vector<uint8_t> echo(header_length + payload, '.');
  echo[0] = uint8_t(v4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST);
  echo[1] = 0;
  store16(&echo[2], 0);
  store16(&echo[4], id);
  store16(&echo[6], sequence);
  if (v4) store16(&echo[2], internet_checksum(echo));  // the kernel fills in that of ICMPv6
  return echo;
}

/// The ICMP message behind the IPv4 header that a raw socket hands out.
std::span<const uint8_t> behind_header(std::span<const uint8_t> packet) {
  if (packet.empty()) return {};
  const size_t length = size_t(packet[0] & 0x0f) * 4;
  return packet.size() < length ? std::span<const uint8_t>() : packet.subspan(length);
}

int reported_error(msghdr& message) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_type != IP_RECVERR && c->cmsg_type != IPV6_RECVERR) continue;
    sock_extended_err error{};
    std::memcpy(&error, CMSG_DATA(c), sizeof error);
    return int(error.ee_errno);
  }
  return 0;
}

}  // namespace

PingClient::PingClient(EventLoop& loop, ClientSpec spec)
    : Client(loop, without_port(std::move(spec)), 0) {
  flow_.protocol = icmp_of(spec_.target.address.family());
  flow_.echo_id = next_echo_id();
}

void PingClient::start() {
  open(SOCK_RAW, flow_.protocol);
  report_icmp_errors(socket_, spec_.target.address.family());
  const bool connected = connect();
  flow_.local.port = 0;  // a raw socket shows its protocol there
  if (!connected) return;
  watch(POLLIN, [this](short ready) { on_ready(ready); });
  send_echo();
}

void PingClient::again() {
  outcome_.reset();
  answer_.clear();
  watch_.events(POLLIN);
  send_echo();
}

bool PingClient::resend() {
  send_echo();
  return true;
}

void PingClient::abandon() {
  watch_ = {};
  socket_.reset();
}

void PingClient::send_echo() {
  const auto echo = echo_request(is_v4(spec_), flow_.echo_id, ++sequence_, spec_.request.payload);
  if (::send(socket_.get(), echo.data(), echo.size(), 0) < 0) finish(outcome_of_error(errno));
}

void PingClient::on_ready(short) {
  read_errors();
  if (!outcome_) read_replies();
}

// The socket hears of errors about every echo to this target; only the quoted id shows whose.
void PingClient::read_errors() {
  std::array<uint8_t, 256> room;
  alignas(cmsghdr) std::array<char, 256> control;
  for (;;) {
    iovec text{room.data(), room.size()};
    msghdr message{nullptr, 0, &text, 1, control.data(), control.size(), 0};
    const ssize_t got = ::recvmsg(socket_.get(), &message, MSG_ERRQUEUE);
    if (got < 0) break;
    const int error = reported_error(message);
    const std::span<const uint8_t> quoted(room.data(), size_t(got));
    const uint8_t type = is_v4(spec_) ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
    if (is_own(quoted, type) && error != 0 && error != EMSGSIZE) finish(outcome_of_error(error));
  }
  take_error(socket_);
}

void PingClient::read_replies() {
  std::array<uint8_t, 65536> room;
  ssize_t got = 0;
  while (!outcome_ && (got = ::recv(socket_.get(), room.data(), room.size(), 0)) >= 0) {
    const std::span<const uint8_t> packet(room.data(), size_t(got));
    const uint8_t type = is_v4(spec_) ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY;
    if (is_own(is_v4(spec_) ? behind_header(packet) : packet, type)) {
      finish({Outcome::Kind::answered});
    }
  }
}

bool PingClient::is_own(std::span<const uint8_t> echo, uint8_t type) const {
  if (echo.size() < header_length || echo[0] != type) return false;
  return load16(&echo[4]) == flow_.echo_id && load16(&echo[6]) == sequence_;
}

}  // namespace hopproof::probe
