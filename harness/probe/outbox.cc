#include "harness/probe/outbox.hh"

#include "harness/probe/request.hh"

#include <algorithm>
#include <cerrno>

#include <sys/socket.h>

namespace hopproof {
namespace {

constexpr uint64_t kPortion = uint64_t{64} * 1024;

}  // namespace

void Outbox::add(std::string text, uint64_t download) {
  text_ += text;
  download_ = download;
  made_ = 0;
}

bool Outbox::flush(const Fd& socket) {
  while (!empty()) {
    if (text_.size() < kPortion && made_ < download_) {
      const auto portion = size_t(std::min(kPortion, download_ - made_));
      text_ += filler(made_, portion);
      made_ += portion;
    }
    const ssize_t sent = ::send(socket.get(), text_.data(), text_.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    text_.erase(0, size_t(sent));
  }
  return true;
}

}  // namespace hopproof
