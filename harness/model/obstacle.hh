#pragma once

#include "harness/base/address.hh"
#include "harness/case/case.hh"

#include <string>

namespace hopproof::model {

/// What a packet of a connection does not get past, at which node, and by which part of the
/// configuration.
struct Obstacle {
  enum class Kind {
    no_route,         ///< nothing in the tables of `node` is about `subject`
    refused,          ///< `item`, a route or a policy rule, refuses what goes to `subject`
    sysctl,           ///< `sysctl` stops it: forwarding, rp_filter, route_localnet
    martian,          ///< its source is an address of `node` itself (fib_validate_source: EINVAL)
    unanswered,       ///< nobody on the link `interface` of `node` answers for `subject`
    filtered,         ///< `item`, a rule or a policy of `chain`, takes it
    not_for_anybody,  ///< it goes round in circles, or `node` makes nothing of it
    taken_elsewhere,  ///< `node` has the address that it is for, and is not who was meant
    no_service,       ///< IPVS of `node` has no service for it, and nobody listens there
    no_server,        ///< the service has none
    no_weight,        ///< each of its servers has weight 0
    nobody_listens,   ///< of `node` on `port`
    to_itself,        ///< the client is the server that was chosen, and answers itself
    bypass,      ///< the answer comes to the client without `node`, which translated its request
    one_packet,  ///< -o keeps no entry, so `node` leaves the answer as it is
  };
  Kind kind = Kind::not_for_anybody;
  const Node* node = nullptr;
  bool is_reply = false;
  IpAddress subject;
  // Of the packet, as it is there.
  IpAddress source;
  uint16_t source_port = 0, port = 0;
  uint8_t protocol = 0;
  std::string interface, item, sysctl, table, chain;
  Place place;  ///< of the line; of the node where no line is to blame
};

}  // namespace hopproof::model
