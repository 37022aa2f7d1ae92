#include "harness/probe/tcp_client.hh"

#include "harness/probe/http_reader.hh"
#include "harness/probe/socket.hh"

#include <array>
#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::probe {
namespace {

std::unique_ptr<AnswerReader> make_reader(bool http, const Request& request) {
  if (http) return std::make_unique<HttpAnswerReader>();
  return std::make_unique<LineAnswerReader>(request.download);
}

tcp_info tcp_info_of(const Fd& socket) {
  tcp_info info{};
  socklen_t length = sizeof info;
  ::getsockopt(socket.get(), IPPROTO_TCP, TCP_INFO, &info, &length);
  return info;
}

}  // namespace

TcpClient::TcpClient(EventLoop& loop, ClientSpec spec, bool http)
    : Client(loop, std::move(spec), IPPROTO_TCP),
      request_(http ? http_request(spec_.request, spec_.target) : line_request(spec_.request)),
      reader_(make_reader(http, spec_.request)) {}

void TcpClient::start() {
  open(SOCK_STREAM);
  set_option(socket_, IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY");
  if (!connect()) {
    gone_ = true;
    return;
  }
  watch(POLLOUT, [this](short ready) { on_ready(ready); });
  look();
}

void TcpClient::again() {
  if (gone_) return;    // its end is the answer to this request too
  take_error(socket_);  // of the request before
  outcome_.reset();
  answer_.clear();
  reader_->reset();
  sent_ = 0;
  resends_ = tcp_info_of(socket_).tcpi_total_retrans;
  if (connected_) {
    send_request();
  } else {
    watch_.events(POLLOUT);
  }
}

// An ICMP error that arrives while connect() holds the socket stays a soft error until the resend a
// second later (tcp_v4_err); the error is as final now as it will be then. An open connection
// survives soft errors.
void TcpClient::look() {
  if (!connected_) take_soft_error();
}

void TcpClient::give_up() {
  take_soft_error();
  Client::give_up();
}

void TcpClient::take_soft_error() {
  if (outcome_ || !socket_) return;
  if (const int error = take_error(socket_); error != 0) fail(error);
}

bool TcpClient::owes_resends(int patience) const {
  const tcp_info info = tcp_info_of(socket_);
  return info.tcpi_unacked > 0 && int(info.tcpi_total_retrans - resends_) < patience;
}

Outcome TcpClient::silence() const {
  return {connected_ ? Outcome::Kind::stalled : Outcome::Kind::timeout};
}

// In repair mode the kernel forgets a connection without FIN, RST or another resend.
void TcpClient::abandon() {
  const int on = 1;
  ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_REPAIR, &on, sizeof on);
  watch_ = {};
  socket_.reset();
}

void TcpClient::on_ready(short ready) {
  if (!connected_ && (ready & (POLLOUT | POLLERR | POLLHUP)) != 0) on_connected();
  if (outcome_) return;
  if ((ready & POLLOUT) != 0 && sent_ < request_.size()) send_request();
  if (!outcome_ && (ready & (POLLIN | POLLERR | POLLHUP)) != 0) receive();
}

void TcpClient::on_connected() {
  if (const int error = take_error(socket_); error != 0) return fail(error);
  connected_ = true;
}

void TcpClient::send_request() {
  while (sent_ < request_.size()) {
    const ssize_t n =
        ::send(socket_.get(), request_.data() + sent_, request_.size() - sent_, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) return fail(errno);
    if (n < 0) break;
    sent_ += size_t(n);
  }
  watch_.events(sent_ < request_.size() ? POLLIN | POLLOUT : POLLIN);
}

void TcpClient::receive() {
  std::array<char, 65536> room;
  ssize_t got = 0;
  while ((got = ::recv(socket_.get(), room.data(), room.size(), 0)) > 0) {
    take({room.data(), size_t(got)});
  }
  const int error = errno;
  acknowledge_now();
  if (outcome_) return;
  if (got < 0 && error != EAGAIN && error != EINTR) return fail(error);
  if (got != 0) return;
  gone_ = true;
  const bool whole = reader_->end() == AnswerReader::Progress::complete;
  answer_ = reader_->text();
  finish({whole ? Outcome::Kind::answered : Outcome::Kind::failed});
}

void TcpClient::take(std::string_view bytes) {
  if (outcome_) return;  // beyond the answer: read, so that close() says FIN and not RST
  const auto progress = reader_->feed(bytes);
  answer_ = reader_->text();
  if (progress == AnswerReader::Progress::complete) finish({Outcome::Kind::answered});
  if (progress == AnswerReader::Progress::broken) finish({Outcome::Kind::failed});
}

void TcpClient::fail(int error_number) {
  const Outcome outcome = outcome_of_error(error_number);
  gone_ = !connected_ || outcome.kind != Outcome::Kind::unreachable;
  const bool gave_up = connected_ && outcome.kind == Outcome::Kind::timeout;
  finish(gave_up ? Outcome{Outcome::Kind::stalled} : outcome);
}

// A delayed acknowledgement would be sighted in the next step.
void TcpClient::acknowledge_now() {
  const int now = 1;
  ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_QUICKACK, &now, sizeof now);
}

}  // namespace hopproof::probe
