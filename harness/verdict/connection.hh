#pragma once

#include "harness/verdict/judge.hh"
#include "harness/verdict/names.hh"
#include "harness/verdict/roles.hh"

#include <string>
#include <vector>

namespace hopproof::verdict {

/// What was found about one connection, and where that cause stands among all: along the way of the
/// packets, the first to take effect first.
struct RankedFinding {
  size_t rank = 0;
  FindingResult finding;
};
using RankedFindings = std::vector<RankedFinding>;

/// One connection of a step, and what the words of the case mean in it. A step that runs commands
/// has one without an exchange, with the words of the probe before.
struct Connection {
  const trace::Exchange* exchange = nullptr;
  trace::Flow flow;
  Roles roles;
  Words words;
  RankedFindings findings;                                    ///< why it went as it did
  std::vector<std::string> expected_request, expected_reply;  ///< for the reader, hop by hop

  /// "1.65.15.140:40000 > 100.222.111.1:8000"; "" without an exchange.
  std::string text() const;
};

/// The connections of the step, in the order of its exchanges.
std::vector<Connection> find_connections(const Case& deployment, const StepRecord& record,
                                         const Bindings& before);

/// Keeps what was bound for the steps to come.
void remember(const std::vector<Connection>& connections, const trace::Trace& trace,
              Bindings& bindings);

/// Those that `client:` and `server:` of a block leave.
std::vector<Connection*> narrowed(const Expect& expect, std::vector<Connection>& connections);

/// "1.65.15.140:40000"; the address alone without a port; "" for no address.
std::string endpoint_text(const Endpoint& endpoint);

}  // namespace hopproof::verdict
