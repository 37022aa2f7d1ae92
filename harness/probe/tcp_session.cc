#include "harness/probe/tcp_session.hh"

#include "harness/base/protocol.hh"
#include "harness/probe/request.hh"
#include "harness/probe/socket.hh"

#include <algorithm>
#include <array>
#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::probe {
namespace {

constexpr uint64_t portion_size = uint64_t{64} * 1024;

}  // namespace

void Outbox::add(std::string text, uint64_t download) {
  text_ += text;
  download_ = download;
  made_ = 0;
}

bool Outbox::flush(const Fd& socket) {
  while (!empty()) {
    if (text_.size() < portion_size && made_ < download_) {
      const auto portion = size_t(std::min(portion_size, download_ - made_));
      text_ += filler(made_, portion);
      made_ += portion;
    }
    const ssize_t sent = ::send(socket.get(), text_.data(), text_.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    text_.erase(0, size_t(sent));
  }
  return true;
}

TcpSession::TcpSession(Fd socket, uint8_t transport, std::unique_ptr<RequestReader> reader)
    : socket_(std::move(socket)), reader_(std::move(reader)) {
  if (transport == protocol::tcp) set_option(socket_, IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY");
}

short TcpSession::events() const { return outbox_.empty() ? POLLIN : POLLOUT; }

bool TcpSession::serve(short ready) {
  if (outbox_.empty() && (ready & (POLLIN | POLLHUP | POLLERR)) != 0 && !receive()) return false;
  answer_pending();
  while (flush() && outbox_.empty() && !pending_.empty()) answer_pending();
  const bool broken = (ready & POLLERR) != 0 && take_error(socket_) != 0;
  return !broken && !(peer_done_ && outbox_.empty());
}

bool TcpSession::receive() {
  std::array<char, 16384> room;
  const ssize_t got = ::recv(socket_.get(), room.data(), room.size(), 0);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) peer_done_ = true;
  if (!closing_) pending_.append(room.data(), size_t(got));
  // An acknowledgement that waited 40 ms would be sighted in the next step.
  const int now = 1;
  ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_QUICKACK, &now, sizeof now);
  return true;
}

void TcpSession::answer_pending() {
  std::string_view bytes = pending_;
  while (!bytes.empty() && outbox_.empty() && !closing_) {
    const auto reply = reader_->feed(bytes);
    if (!reply) continue;
    outbox_.add(reply->text, reply->download);
    closing_ = reply->close;
  }
  if (closing_) bytes = {};
  pending_.erase(0, pending_.size() - bytes.size());
}

bool TcpSession::flush() {
  if (!outbox_.flush(socket_)) {
    peer_done_ = true;
    outbox_ = {};
    pending_.clear();
    return false;
  }
  if (closing_ && outbox_.empty() && !half_closed_) {
    half_closed_ = true;
    ::shutdown(socket_.get(), SHUT_WR);
  }
  return true;
}

}  // namespace hopproof::probe
