#pragma once

#include "harness/case/case.hh"
#include "harness/trace/exchange.hh"
#include "harness/trace/flow.hh"
#include "harness/trace/trace.hh"
#include "harness/verdict/lab_facts.hh"
#include "harness/verdict/result.hh"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hopproof::verdict {

/// What the connection table of a director said at the end of a step.
struct ChosenServer {
  uint8_t protocol = 6;
  Endpoint client, virtual_service, destination;
  std::string director{};  ///< the node whose table it is
};

/// All that happened in one step.
struct StepRecord {
  const Step* step = nullptr;
  int number = 1;
  std::vector<trace::Exchange>
      exchanges;       ///< of a probe; of `run`: one per connection, or one without
  trace::Trace trace;  ///< of this step alone
  std::string output;  ///< of a command, or of a probe's program
  int exit_code = 0;
  std::map<std::string, uint64_t> before, after;  ///< counters by path
  std::vector<ChosenServer> chosen;               ///< from the directors' connection tables
  std::vector<ChosenServer> chosen_before;        ///< the same at the end of the step before
  std::optional<LabFacts> facts;                  ///< read when a connection is to be explained
  int64_t base_ns = 0;  ///< time of the first frame of the case; 0: of this step
};

/// Words bound on held connections, kept from step to step: hold name -> word -> port.
struct Bindings {
  std::map<std::string, std::map<std::string, uint16_t>> held;
  std::map<std::string, Endpoint> held_server;       ///< hold name -> the server that was chosen
  std::map<std::string, std::string> held_director;  ///< hold name -> the director it passed
  std::map<std::string, Endpoint> held_source;  ///< hold name -> the source that the server saw
  std::map<std::string, uint16_t> last;  ///< of the probe before, for steps that run commands
  /// Whom CIP, VIP and RIP meant in the probe before.
  std::string last_client;
  Endpoint last_vip, last_rip, last_cip;
};

/// Holds every claim of the step against what was seen. Never throws for a wrong packet: that is
/// data. `pcapng` is the path that tcpdump lines name.
StepResult judge(const Case& deployment, const StepRecord& record, Bindings& bindings,
                 const std::string& pcapng);

}  // namespace hopproof::verdict
