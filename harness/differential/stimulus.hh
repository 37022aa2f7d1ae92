#pragma once

#include "harness/base/address.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::differential {

using Bytes = std::vector<uint8_t>;

/// What is wrong with a packet.
enum class Flaw : uint8_t {
  none,
  ip_checksum,  ///< the IP header's checksum, IPv4 only
  checksum,     ///< that of TCP, UDP, SCTP or ICMP
  no_checksum,  ///< UDP over IPv4 without one, which is allowed
  cut,          ///< the transport's header ends early
};

/// One packet that a scenario sends. Its flow is named by client and virtual end; what stands in
/// the server's place is where the flow's last request went in this very run.
struct Stimulus {
  enum class Kind : uint8_t {
    request,          ///< client > VIP
    reply,            ///< server > client
    error_to_server,  ///< client > VIP: an ICMP error about a reply
    error_to_client,  ///< server > client: an ICMP error about a request
    stray,            ///< server > client without a flow; `service` is the server's end
  };
  Kind kind = Kind::request;
  std::string protocol = "tcp";  ///< tcp, udp, sctp
  Endpoint client, service;
  uint8_t flags = 0;  ///< TCP flags; of SCTP the chunk type
  uint8_t type = 3, code = 1;
  int size = 0;  ///< bytes of payload
  int ttl = 64;
  Flaw flaw = Flaw::none;

  /// "request tcp 10.97.1.1:1000 > 10.96.1.1:80 flags 2"
  std::string text() const;
  /// nullopt: not such a text.
  static std::optional<Stimulus> parse(std::string_view text);

  /// The packet; nullopt when it needs the flow's server and there is none.
  std::optional<Bytes> build(const std::optional<Endpoint>& server) const;
  bool is_from_client() const { return kind == Kind::request || kind == Kind::error_to_server; }
};

}  // namespace hopproof::differential
