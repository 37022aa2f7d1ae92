#pragma once

#include "harness/verdict/judge.hh"

#include <optional>
#include <string>

namespace hopproof::verdict {

/// Where a director sent a connection.
struct ServerChoice {
  Endpoint server;       ///< the -r address, and the port where it is known
  std::string director;  ///< the node that sent it there; "" when the trace does not show it
};

/// The server that a director chose for this connection: shown by the trace (what the request is
/// addressed to behind the director), else by the directors' connection tables, else by the name in
/// the answer; nullopt when nothing shows it.
std::optional<ServerChoice> chosen_server(const Case& deployment, const StepRecord& record,
                                          const trace::Exchange& exchange, const trace::Flow& flow);

}  // namespace hopproof::verdict
