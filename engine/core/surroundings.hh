#pragma once

#include "harness/base/address.hh"

#include <cstdint>

namespace hopproof::core {

struct Connection;

/// What the director's routing table says of a destination.
struct Route {
  bool reachable = true;  ///< false: the client gets "host unreachable"
  bool local = false;     ///< an address of the director itself
  uint32_t mtu = 0;       ///< of the way there, bytes of IP; 0: not limited
  IpAddress source{};     ///< the address the director would use toward it; unspecified: unknown
};

/// What the pure core has to ask of, and report to, the host it runs on.
class Surroundings {
 public:
  virtual ~Surroundings() = default;

  /// Asked once for each server and again after Nat::routes_changed().
  virtual Route route_to(const IpAddress& address) const = 0;

  /// The connection leaves the table; valid during the call only.
  virtual void connection_ended(const Connection& connection) { (void)connection; }
};

}  // namespace hopproof::core
