#pragma once

#include "engine/core/counters.hh"
#include "engine/core/schedulers/scheduler.hh"
#include "engine/core/services/estimator.hh"
#include "engine/core/services/server.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"

#include <cstdint>
#include <memory>

namespace hopproof::core {

/// FTP: control and active data; the kernel treats a client of the first as bound for the second
/// (FTPPORT, FTPDATA).
inline constexpr uint16_t ftp_port = 21, ftp_data_port = 20;

/// A virtual service (struct ip_vs_service).
struct Service {
  uint32_t id = 0;
  ServiceKey key;
  ServiceOptions options;
  Counters counters;
  Estimator estimator;
  Servers servers;  ///< last added first
  std::unique_ptr<Scheduler> scheduler;

  uint16_t port() const { return key.kind == ServiceKey::Kind::fwmark ? 0 : key.vip.port; }
  bool is_fwmark() const { return key.kind == ServiceKey::Kind::fwmark; }

  /// The server with that endpoint; servers.end() when there is none.
  Servers::iterator find(const Endpoint& endpoint);
};

/// The key with the fields that its kind does not use made equal, so that keys compare.
ServiceKey normalised(const ServiceKey& key);

}  // namespace hopproof::core
