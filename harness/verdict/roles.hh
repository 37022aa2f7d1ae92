#pragma once

#include "harness/verdict/judge.hh"
#include "harness/verdict/server_choice.hh"

#include <string>
#include <vector>

namespace hopproof::verdict {

/// Whom the words of a case mean in one connection. Where more than one address is possible, all
/// are listed here: a claim that depends on it is an error which names them.
struct Roles {
  Family family = Family::v4;
  std::string client;  ///< node
  std::vector<IpAddress> cip, vip, rip, dip;
  std::string server;                  ///< node, else address, of the chosen one; "" unknown
  Endpoint server_address;             ///< of the chosen one
  std::vector<std::string> servers;    ///< nodes that `rs` may be in a hop
  std::vector<std::string> directors;  ///< nodes that `director` may be in a hop
};

/// The roles in a connection of a probe. `choice`: the server that the director chose, if known.
Roles roles_of(const Case& deployment, const Probe& probe, const trace::Exchange& exchange,
               const std::optional<ServerChoice>& choice);

/// The roles in a step that runs commands: as in the probe before.
Roles roles_as_before(const Case& deployment, const Bindings& before);

}  // namespace hopproof::verdict
