#pragma once

#include "harness/base/address.hh"

#include <compare>
#include <cstdint>
#include <string>

namespace hopproof::trace {

/// What distinguishes one connection from another: who opened it, from where and to where.
struct FlowKey {
  std::string client;    ///< the node that opened it
  uint8_t protocol = 6;  ///< TCP 6, UDP 17, ICMP 1, ICMPv6 58
  Endpoint local;        ///< the client's end, as the client sees it; port 0 for a ping
  Endpoint remote;       ///< what the client asked for; port 0 for a ping
  uint16_t echo_id = 0;  ///< ping only
  auto operator<=>(const FlowKey&) const = default;
};

}  // namespace hopproof::trace
