#pragma once

#include "harness/base/fd.hh"

#include <cstdint>
#include <string>

namespace hopproof {

/// What a server still has to send on a connection: a text, then a download made while it goes.
class Outbox {
 public:
  void add(std::string text, uint64_t download);
  bool empty() const { return text_.empty() && made_ == download_; }
  /// Sends what the socket takes now; false when the connection is broken.
  bool flush(const Fd& socket);

 private:
  std::string text_;
  uint64_t download_ = 0, made_ = 0;
};

}  // namespace hopproof
