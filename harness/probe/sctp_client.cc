#include "harness/probe/sctp_client.hh"

#include "harness/base/protocol.hh"
#include "harness/probe/socket.hh"

#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

namespace hopproof::probe {

SctpClient::SctpClient(EventLoop& loop, ClientSpec spec)
    : Client(loop, std::move(spec), protocol::sctp),
      request_(line_request(spec_.request)),
      reader_(spec_.request.download) {}

void SctpClient::start() {
  socket_ = open_sctp_socket(*spec_.space, domain_of(spec_.target.address.family()));
  if (!connect()) return;
  watch(POLLOUT, [this](short ready) { on_ready(ready); });
}

void SctpClient::again() {
  take_error(socket_);
  outcome_.reset();
  answer_.clear();
  reader_.reset();
  if (connected_) send_request();
}

Outcome SctpClient::silence() const {
  return {connected_ ? Outcome::Kind::stalled : Outcome::Kind::timeout};
}

// Of an association that is not there yet, the kernel forgets itself without a word; another gets
// an ABORT.
void SctpClient::abandon() {
  const linger none{1, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &none, sizeof none);
  watch_ = {};
  socket_.reset();
}

void SctpClient::on_ready(short ready) {
  if (!connected_) {
    if (const int error = take_error(socket_); error != 0) return finish(outcome_of_error(error));
    connected_ = true;
    return send_request();
  }
  if ((ready & (POLLIN | POLLERR | POLLHUP)) != 0) receive();
}

void SctpClient::send_request() {
  if (::send(socket_.get(), request_.data(), request_.size(), MSG_NOSIGNAL) < 0)
    return finish(outcome_of_error(errno));
  watch_.events(POLLIN);
}

void SctpClient::receive() {
  std::array<char, 65536> room;
  ssize_t got = 0;
  while ((got = ::recv(socket_.get(), room.data(), room.size(), 0)) > 0) {
    if (outcome_) continue;
    const auto progress = reader_.feed({room.data(), size_t(got)});
    answer_ = reader_.text();
    if (progress == AnswerReader::Progress::complete) finish({Outcome::Kind::answered});
  }
  if (outcome_) return;
  if (got < 0 && errno != EAGAIN && errno != EINTR) return finish(outcome_of_error(errno));
  if (got == 0) finish({Outcome::Kind::failed});
}

}  // namespace hopproof::probe
