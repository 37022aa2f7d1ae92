#pragma once

#include "harness/base/address.hh"

#include <optional>
#include <string>

namespace hopproof::model {

/// What a node does with a packet, and what of its configuration decided.
struct RouteDecision {
  enum class Kind {
    local,      ///< it is for the node itself
    next_hop,   ///< it leaves by `interface`, to `via` or to the destination itself
    broadcast,  ///< it is for everybody on `interface`, the node included
    refused,    ///< a route, a rule, a sysctl or the kernel stops it; `error` says how
    no_route,   ///< nothing in the tables is about it: ENETUNREACH
  };
  Kind kind = Kind::no_route;
  int error = 0;                    ///< errno; 0 with a way
  std::string interface;            ///< the way out; local: the one that the address is on; else ""
  std::optional<IpAddress> via;     ///< nullopt: the destination itself is on the link
  std::optional<IpAddress> source;  ///< what the node writes into a packet of its own
  /// The item that decided: "rs1.routes.gateway", "rs1.interfaces.lan.10.0.0.1/24", "rs1.rules.1";
  /// "": the kernel by itself, or a sysctl.
  std::string item;
  std::string sysctl;  ///< that refuses it: "net.ipv4.conf.lan.rp_filter"

  bool is_local() const { return kind == Kind::local; }
  bool leaves() const { return kind == Kind::next_hop; }
  /// The device that hooks see it leave by: lo where it stays.
  std::string output() const { return is_local() ? "lo" : interface; }
};

}  // namespace hopproof::model
