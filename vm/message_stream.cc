#include "vm/message_stream.hh"

#include "harness/base/error.hh"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::vm {

MessageStream::MessageStream(EventLoop& loop, Fd fd, Handlers handlers)
    : fd_(std::move(fd)), handlers_(std::move(handlers)) {
  check("make a connection non-blocking", ::fcntl(fd_.get(), F_SETFL, O_NONBLOCK));
  watch_ = loop.watch(fd_.get(), POLLIN, [this](short ready) { on_ready(ready); });
}

void MessageStream::send(const Message& message) {
  unsent_ += encode(message);
  flush();
}

void MessageStream::on_ready(short ready) {
  const std::weak_ptr<bool> alive = alive_;
  if ((ready & POLLOUT) != 0) flush();
  if ((ready & (POLLIN | POLLHUP | POLLERR)) == 0 || !read_some()) return;
  try {
    take_messages();
  } catch (const HostError& error) {
    if (!alive.expired()) end(error.what());
  }
}

/// False when there is nothing to take, because the other side has gone.
bool MessageStream::read_some() {
  std::array<char, 65536> buffer;
  const ssize_t size = ::read(fd_.get(), buffer.data(), buffer.size());
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (size <= 0) {
    end(size == 0 ? "the connection was closed" : std::strerror(errno));
    return false;
  }
  reader_.feed({buffer.data(), size_t(size)});
  return true;
}

void MessageStream::take_messages() {
  const std::weak_ptr<bool> alive = alive_;
  while (!alive.expired()) {
    auto message = reader_.next();
    if (!message) return;
    handlers_.message(std::move(*message));
  }
}

void MessageStream::flush() {
  while (!unsent_.empty()) {
    const ssize_t size = ::send(fd_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) break;
    unsent_.erase(0, size_t(size));
  }
  if (!unsent_.empty() && errno != EAGAIN) unsent_.clear();  // reading reports that it is gone
  watch_.events(unsent_.empty() ? POLLIN : POLLIN | POLLOUT);
}

void MessageStream::end(std::string why) {
  watch_ = {};
  const auto handler = std::move(handlers_.end);  // may destroy this
  if (handler) handler(std::move(why));
}

}  // namespace hopproof::vm
