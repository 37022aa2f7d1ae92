#pragma once

#include "engine/core/counters.hh"
#include "engine/core/services/estimator.hh"
#include "harness/base/address.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hopproof::core {

/// One line of `ipvsadm -Ln` that begins with "->".
struct ServerView {
  Endpoint address;
  ServerOptions options;
  uint32_t active = 0, inactive = 0, persistent = 0;
  Counters counters;
  Rates rates;
};

/// One service with its servers, in the order in which the schedulers walk them: last added first.
struct ServiceView {
  uint32_t id = 0;  ///< small and unique among the present services; never 0
  ServiceKey key;
  ServiceOptions options;
  Counters counters;
  Rates rates;
  std::vector<ServerView> servers;
};

/// One line of `ipvsadm -Lnc`.
struct ConnectionView {
  uint8_t protocol = 0;    ///< 6, 17, 132; 0 is a firewall-mark template, shown as IP
  std::string_view state;  ///< "ESTABLISHED", "UDP", "NONE", "ASSURED"
  std::chrono::seconds expires{};
  Endpoint client, virtual_service, destination;
};

/// --set TCP TCPFIN UDP.
struct TimeoutsView {
  std::chrono::seconds tcp{}, tcp_fin{}, udp{};
};

}  // namespace hopproof::core
