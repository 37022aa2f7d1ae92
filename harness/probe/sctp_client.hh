#pragma once

#include "harness/probe/answer_reader.hh"
#include "harness/probe/client.hh"

#include <string>

namespace hopproof::probe {

/// One SCTP association (one-to-one style, RFC 6458) and requests on it.
class SctpClient : public Client {
 public:
  SctpClient(EventLoop& loop, ClientSpec spec);

  /// Throws MissingCapability where the kernel has no SCTP.
  void start() override;
  void again() override;
  Outcome silence() const override;
  void abandon() override;

 private:
  void on_ready(short ready);
  void send_request();
  void receive();

  std::string request_;
  LineAnswerReader reader_;
  bool connected_ = false;
};

}  // namespace hopproof::probe
