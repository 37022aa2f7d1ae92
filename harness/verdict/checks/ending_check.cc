#include "harness/verdict/checks/ending_check.hh"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

Outcome outcome_of(const Connection& connection, const Evidence& evidence) {
  if (connection.exchange) return connection.exchange->outcome;
  const bool succeeded = exit_status(evidence.record) == 0;
  return {succeeded ? Outcome::Kind::answered : Outcome::Kind::failed, 0};
}

/// The last packet of the connection says most about how it ended.
const trace::Crossing* last_crossing(const trace::Flow& flow, const trace::Trace& trace) {
  const trace::Crossing* last = nullptr;
  for (const auto* journeys : {&flow.request, &flow.reply, &flow.errors}) {
    for (const int index : *journeys) {
      const trace::Crossing& crossing = trace.last(trace.journeys[index]);
      if (!last || crossing.time_ns > last->time_ns) last = &crossing;
    }
  }
  return last;
}

std::string connections_text(int count) {
  return fmt::format("{} connection{}", count, count == 1 ? "" : "s");
}

}  // namespace

std::optional<MismatchResult> check_outcome(const OutcomeClaim& claim, const Connection& connection,
                                            const Evidence& evidence) {
  const Outcome outcome = outcome_of(connection, evidence);
  if (claim.outcome.admits(outcome)) return std::nullopt;
  const std::string who = connection.exchange ? connection.text() : "the command";
  MismatchResult result =
      mismatch("outcome", claim.place,
               fmt::format("{} ended as {}, not as {}", who, outcome.text(), claim.outcome.text()));
  result.wanted = claim.outcome.text();
  result.seen = outcome.text();
  if (const trace::Crossing* last = last_crossing(connection.flow, evidence.trace())) {
    result.seen += "; the last packet was " + seen_text(*last);
    point_to(result, *last, evidence);
  } else if (const std::string printed = shown_output(evidence.record.output); !printed.empty()) {
    result.seen += "\n" + printed;  // of a program that sent nothing
  }
  return result;
}

int exit_status(const StepRecord& record) {
  const auto failed = std::ranges::find_if(
      record.exchanges, [](const trace::Exchange& exchange) { return exchange.exit_code != 0; });
  return failed == record.exchanges.end() ? record.exit_code : failed->exit_code;
}

std::optional<MismatchResult> check_exit(int wanted, const Place& place, const Evidence& evidence) {
  const int status = exit_status(evidence.record);
  if (status == wanted) return std::nullopt;
  MismatchResult result =
      mismatch("exit", place, fmt::format("the command exited with {}, not {}", status, wanted));
  result.wanted = fmt::format("exit {}", wanted);
  result.seen = fmt::format("exit {}", status);
  const std::string printed = shown_output(evidence.record.output);
  if (!printed.empty()) result.seen += "\n" + printed;
  return result;
}

std::string served_by(const Connection& connection) {
  const trace::Exchange* exchange = connection.exchange;
  if (!exchange || exchange->outcome.kind != Outcome::Kind::answered) return "";
  return exchange->served.empty() ? connection.roles.server : exchange->served;
}

Mismatches check_served(const Expect& expect, const std::vector<Connection*>& connections) {
  Mismatches found;
  if (!expect.served) return found;
  std::map<std::string, int> counts;
  for (const Connection* connection : connections) {
    const std::string server = served_by(*connection);
    if (!server.empty()) ++counts[server];
  }
  const auto differ = [&](const Place& place, const std::string& node, int wanted, int seen) {
    MismatchResult result = mismatch(
        "served", place, fmt::format("{} served {}, not {}", node, connections_text(seen), wanted));
    result.wanted = fmt::format("{}: {}", node, wanted);
    result.seen = fmt::format("{}: {}", node, seen);
    found.push_back(std::move(result));
  };
  for (const ServedClaim& claim : *expect.served) {
    if (counts[claim.node] != claim.count)
      differ(claim.place, claim.node, claim.count, counts[claim.node]);
    counts.erase(claim.node);
  }
  for (const auto& [node, count] : counts) {
    differ(expect.place, node, 0, count);
  }
  return found;
}

}  // namespace hopproof::verdict
