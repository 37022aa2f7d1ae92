#pragma once

#include "harness/base/address.hh"
#include "harness/base/fd.hh"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace hopproof::netfilter {

/// Sends whole IP packets on through OUTPUT and POSTROUTING, with their mark. The mark's lower half
/// does not take part in routing: it is put in place by a rule in OUTPUT (see set_tracking).
class RawSender {
 public:
  /// The MTU of the device toward an address: a packet that is larger has to be cut here.
  using DeviceMtu = std::function<std::optional<uint32_t>(const IpAddress&)>;
  explicit RawSender(DeviceMtu device_mtu);

  /// How the way is looked up: IPVS sends requests as from nowhere, replies as from the VIP.
  enum class Source : uint8_t { none, own };

  /// Takes note of a packet; its bytes must stay until flush().
  void add(std::span<const uint8_t> packet, uint32_t mark, Source source = Source::none);
  /// One that came in IPv6 fragments and goes on in such of at most `largest` bytes.
  void add_in_fragments(std::span<const uint8_t> packet, uint32_t mark, uint32_t largest);
  /// Sends what was noted. What cannot be sent (no route, refused by a rule) is lost, as in IPVS.
  void flush();

 private:
  struct Outgoing {
    std::span<const uint8_t> packet;
    uint32_t mark;
    Source source;
    uint32_t largest_fragment;  // 0: whole, if the device takes it
  };
  struct Socket {
    Fd fd;
    int priority = 0;  // its SO_PRIORITY
    std::vector<Outgoing> outgoing;
  };

  void flush(Socket& socket);
  static size_t run_length(std::span<const Outgoing> rest);
  void send_run(Socket& socket, std::span<const Outgoing> run);
  void send_in_fragments(const Socket& socket, const Outgoing& outgoing);

  DeviceMtu device_mtu_;
  Socket v4_, v6_;
  uint32_t identification_ = 0;
};

}  // namespace hopproof::netfilter
