#pragma once

#include "harness/base/address.hh"
#include "harness/case/case.hh"
#include "harness/model/services.hh"

#include <string>

namespace hopproof::lint {

/// A client of a service: who asks, from which address, and what for.
struct ServiceClient {
  const Node* node = nullptr;
  IpAddress address;
  uint8_t protocol = 0;  ///< protocol::any: a program asks, for what is not known
  Endpoint target;       ///< unspecified: not known
};

/// A service by address takes what is for it alone; a mark whatever has it; what is not known may
/// be for any.
bool is_asked(const model::Service& service, const ServiceClient& client);

/// Why a client's requests do not come to the service: routes, the VIP's owner, the port that is
/// asked for. "": nothing that the case shows without its filters.
std::string request_obstacle(const Case& deployment, const model::Service& service,
                             const ServiceClient& client);

/// Why they do not come from the director to the server, though the server listens; "" as above.
/// `seen` is the source that the server sees.
std::string delivery_obstacle(const Case& deployment, const Node& director, const Node& server,
                              const IpAddress& rip, const IpAddress& seen);

/// Why the director does not bring an answer to its client; "" as above.
std::string return_obstacle(const Case& deployment, const Node& director,
                            const ServiceClient& client);

/// What may decide otherwise and is not followed here: a rule that drops or translates, a ruleset
/// of nft, an address that two nodes have, commands that the case gives before it asks. "":
/// nothing.
std::string undecided(const Case& deployment, const model::Service& service,
                      const ServiceClient& client);

}  // namespace hopproof::lint
