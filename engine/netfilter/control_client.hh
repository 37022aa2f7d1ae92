#pragma once

#include "engine/netfilter/answer.hh"
#include "harness/base/fd.hh"

#include <string_view>

namespace hopproof::netfilter {

/// Asks an engine, one request at a time. Throws SystemError when it has gone.
class ControlClient {
 public:
  /// Connects to the engine of this network namespace by name.
  explicit ControlClient(std::string_view name);
  /// Takes over a connected socket.
  explicit ControlClient(Fd socket) : socket_(std::move(socket)) {}

  Answer ask(std::string_view request);

 private:
  Fd socket_;
};

}  // namespace hopproof::netfilter
