#pragma once

#include "harness/base/address.hh"
#include "harness/case/packet/pattern.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hopproof {

/// One request of the built-in HTTP client.
struct HttpProbe {
  static constexpr std::string_view word = "http";
  Endpoint target;
};
/// One TCP connection.
struct TcpProbe {
  static constexpr std::string_view word = "tcp";
  Endpoint target;
};
/// One UDP datagram and its answer.
struct UdpProbe {
  static constexpr std::string_view word = "udp";
  Endpoint target;
};
/// One SCTP association.
struct SctpProbe {
  static constexpr std::string_view word = "sctp";
  Endpoint target;
};
/// One echo request.
struct PingProbe {
  static constexpr std::string_view word = "ping";
  Endpoint target;  ///< port 0
};
/// The user's own program.
struct RunProbe {
  static constexpr std::string_view word = "run";
  std::string command;
};
/// One crafted packet.
struct SendProbe {
  static constexpr std::string_view word = "send";
  PacketPattern packet;
};
/// One more request on the connection that an earlier step holds.
struct OnProbe {
  static constexpr std::string_view word = "on";
  std::string connection;
};

/// What is asked for and how. CONTRIBUTING.md says what a new kind costs.
using ProbeKind =
    std::variant<HttpProbe, TcpProbe, UdpProbe, SctpProbe, PingProbe, RunProbe, SendProbe, OnProbe>;

/// The kind with this word, asking for nothing yet; nullopt for another word.
std::optional<ProbeKind> probe_kind(std::string_view word);
/// The words of all kinds, as http.
std::vector<std::string> probe_words();

/// What one step asks, from which nodes and how often.
struct Probe {
  ProbeKind kind;
  std::vector<std::string> from;  ///< empty only for OnProbe
  std::string hold;               ///< keep the connection under this name; "": no
  std::optional<IpAddress> source;
  uint16_t source_port = 0;
  int times = 1;
  int parallel = 1;
  size_t payload = 16;
  size_t download = 0;
  int patience = 0;

  /// The kind, or null when it is another one.
  template <class Kind>
  const Kind* as() const {
    return std::get_if<Kind>(&kind);
  }
  /// That of its kind.
  std::string_view word() const;
  /// Is it an address that is asked for?
  bool has_target() const;
  /// That address and port; unspecified where there is none.
  Endpoint target() const;
  /// The IP protocol that it speaks; protocol::any for those that are not http, tcp, udp or sctp.
  uint8_t transport() const;
};

}  // namespace hopproof
