#pragma once

#include "harness/probe/client.hh"

#include <string>

namespace hopproof::probe {

/// A connected UDP socket that asks and is answered with one datagram each. ICMP errors about it
/// decide its outcome, those too that UDP calls transient.
class UdpClient final : public Client {
 public:
  UdpClient(EventLoop& loop, ClientSpec spec);
  void start() override;
  void again() override;
  bool resend() override;
  void abandon() override;

 private:
  void send_request();
  void on_ready(short ready);
  void drain();

  std::string request_;
};

}  // namespace hopproof::probe
