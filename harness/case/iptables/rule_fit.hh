#pragma once

#include "harness/base/address.hh"
#include "harness/case/iptables/iptables.hh"

#include <cstdint>
#include <optional>
#include <string>

namespace hopproof {

/// A packet as a rule sees it at one hook. What is empty or nullopt is not known.
struct PacketShape {
  uint8_t protocol = 6;  ///< protocol::any: not known
  Endpoint source, destination;
  std::string in, out;                      ///< interfaces
  bool by_ipvs = false;                     ///< IPVS handled it before this hook
  std::optional<Endpoint> virtual_service;  ///< of its IPVS entry
  std::string state;                        ///< INVALID, NEW, ESTABLISHED, UNTRACKED
};

/// Whether a rule takes a packet.
struct RuleFit {
  enum class Fit { fits, excluded, unknown };
  Fit fit = Fit::fits;
  std::string term;  ///< the first that excludes it, "! -s 10.1.0.0/16"; of unknown: what decides
};

/// Evaluates -s -d -p -i -o, the ports of tcp and udp, multiport, -m ipvs, conntrack and state.
/// Any other match decides what is not known here.
RuleFit fit(const IptablesRule& rule, const PacketShape& packet);

/// "-s 10.1.0.0/16", "! --vport 80"
std::string term_text(const MatchOption& option);

}  // namespace hopproof
