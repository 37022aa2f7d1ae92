#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/services.hh"

#include <optional>
#include <string>

namespace hopproof {

/// Whether a director gives the request of a client another source, and why (not).
struct SourceRewriting {
  std::optional<IpAddress> source;  ///< what the server will see, where it is another than CIP's
  std::string reason;               ///< "director.iptables.masquerade, net.ipv4.vs.conntrack = 1"
};

SourceRewriting source_rewriting(const Node& director, const ConfiguredService& service,
                                 const Endpoint& server, const IpAddress& client);

}  // namespace hopproof
