#include "harness/probe/udp_client.hh"

#include "harness/probe/answer_reader.hh"
#include "harness/probe/socket.hh"

#include <array>
#include <cerrno>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::probe {

UdpClient::UdpClient(EventLoop& loop, ClientSpec spec)
    : Client(loop, std::move(spec), IPPROTO_UDP), request_(line_request(spec_.request)) {}

void UdpClient::start() {
  // Without IP_RECVERR, as programs have it: a port that is unreachable is an error to them, a host
  // that is unreachable is silence (icmp_err_convert's `fatal`).
  open(SOCK_DGRAM);
  if (!connect()) return;
  watch(POLLIN, [this](short ready) { on_ready(ready); });
  send_request();
}

void UdpClient::again() {
  drain();  // a late answer to the request before is none to this one
  outcome_.reset();
  answer_.clear();
  watch_.events(POLLIN);
  send_request();
}

bool UdpClient::resend() {
  send_request();
  return true;
}

void UdpClient::abandon() {
  watch_ = {};
  socket_.reset();
}

void UdpClient::send_request() {
  if (::send(socket_.get(), request_.data(), request_.size(), 0) < 0) {
    finish(outcome_of_error(errno));
  }
}

// EMSGSIZE reports a datagram too long for a link on the way: it is lost, and no answer to it.
void UdpClient::on_ready(short) {
  const int error = take_error(socket_);  // first: emptying the queue clears it
  drain_error_queue(socket_);
  std::array<char, 65536> room;
  const ssize_t got = ::recv(socket_.get(), room.data(), room.size(), 0);
  if (got >= 0) {
    answer_.clear();
    keep_beginning(answer_, {room.data(), size_t(got)});
    finish({Outcome::Kind::answered});
  } else if (error != 0 && error != EMSGSIZE) {
    finish(outcome_of_error(error));
  }
}

void UdpClient::drain() {
  std::array<char, 64> room;
  take_error(socket_);
  drain_error_queue(socket_);
  while (::recv(socket_.get(), room.data(), room.size(), 0) >= 0) {
  }
}

}  // namespace hopproof::probe
