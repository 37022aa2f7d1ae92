#pragma once

#include "harness/base/fd.hh"
#include "harness/probe/outbox.hh"
#include "harness/probe/request_reader.hh"

#include <memory>
#include <string>

namespace hopproof {

/// One accepted connection of a built-in server. It answers each request as it comes and leaves the
/// closing to the client, unless HTTP asks for the contrary.
class TcpSession {
 public:
  TcpSession(Fd socket, std::unique_ptr<RequestReader> reader);
  const Fd& socket() const { return socket_; }
  /// Serves what is ready; false when the connection is over.
  bool serve(short ready);
  /// The events to wait for next: a client that does not read its answer is not read from.
  short events() const;

 private:
  bool receive();
  void answer_pending();
  bool flush();

  Fd socket_;
  std::unique_ptr<RequestReader> reader_;
  Outbox outbox_;
  std::string pending_;     ///< received beyond the request that is being answered
  bool peer_done_ = false;  ///< it has closed its half
  bool closing_ = false;    ///< we close our half after the answer
  bool half_closed_ = false;
};

}  // namespace hopproof
