#pragma once

#include "harness/base/address.hh"
#include "harness/case/outcome.hh"

#include <compare>
#include <cstdint>
#include <string>

namespace hopproof {

/// What tells one connection of a probe from another.
struct FlowKey {
  std::string client;    ///< the node that opened it
  uint8_t protocol = 6;  ///< TCP 6, UDP 17, ICMP 1, ICMPv6 58
  Endpoint local;        ///< the client's end, as the client sees it; port 0 for a ping
  Endpoint remote;       ///< what the client asked for; port 0 for a ping
  uint16_t echo_id = 0;  ///< ping only
  auto operator<=>(const FlowKey&) const = default;
};

/// How one connection of a probe went.
struct Attempt {
  FlowKey flow;
  Outcome outcome;
  std::string served;  ///< the name the answer gave ("I am rs1, ..."); "" when it gave none
  std::string answer;  ///< the answer's first 4 KiB, or a program's output
  std::string hold;    ///< the name it is held under, or was held under before this request
  int exit_code = 0;   ///< of a program
};

}  // namespace hopproof
