#pragma once

#include "harness/probe/client.hh"

#include <span>
#include <string>

namespace hopproof::probe {

/// An ICMP or ICMPv6 echo through a raw socket (ping sockets are closed by the kernel's own
/// default, net.ipv4.ping_group_range). Each has an id of its own.
class PingClient final : public Client {
 public:
  PingClient(EventLoop& loop, ClientSpec spec);
  void start() override;
  void again() override;
  bool resend() override;
  void abandon() override;

 private:
  void send_echo();
  void on_ready(short ready);
  void read_errors();
  void read_replies();
  bool is_own(std::span<const uint8_t> echo, uint8_t type) const;

  uint16_t sequence_ = 0;
};

}  // namespace hopproof::probe
