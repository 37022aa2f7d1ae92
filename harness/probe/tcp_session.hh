#pragma once

#include "harness/base/fd.hh"
#include "harness/probe/request_reader.hh"

#include <cstdint>
#include <memory>
#include <string>

namespace hopproof::probe {

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

/// One accepted connection of a built-in server. It answers each request as it comes and leaves the
/// closing to the client, unless HTTP asks for the contrary.
class TcpSession {
 public:
  /// `transport`: protocol::tcp or protocol::sctp.
  TcpSession(Fd socket, uint8_t transport, std::unique_ptr<RequestReader> reader);
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

}  // namespace hopproof::probe
