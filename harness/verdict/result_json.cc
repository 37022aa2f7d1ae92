#include "harness/verdict/result_json.hh"

#include "harness/base/error.hh"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hopproof {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Place, line, column, length)
}  // namespace hopproof

namespace hopproof::verdict {

// The names of the fields are the names in the JSON.
NLOHMANN_JSON_SERIALIZE_ENUM(Verdict, {{Verdict::error, "error"},
                                       {Verdict::passed, "passed"},
                                       {Verdict::failed, "failed"},
                                       {Verdict::skipped, "skipped"}})
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(CrossingResult, id, journey, time_ns, from,
                                                from_interface, to, to_interface, network, kind,
                                                source, destination, carrying, ttl, length, lost,
                                                switch_ports, bad_checksum, frame, rewritten,
                                                offending, repeated, flow, bytes_hex)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(HopResult, hop, from, to, network, tuple, source,
                                                destination, rewritten, packets, ttl, frame,
                                                network_interface)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(MismatchResult, claim, place, message, wanted, seen,
                                                hop, interface, frame, command)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RemedyResult, node, command, note)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(FindingResult, id, text, at, evidence, crossings,
                                                flows, rules_out, remedy)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(FindingClaimResult, place, wanted, seen)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(FlowResult, client, server, protocol, local, remote,
                                                outcome, served, answer, request, reply,
                                                expected_request, expected_reply)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(CounterResult, path, before, after)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(StepResult, number, name, kind, text, place,
                                                verdict, outcome, output, findings, finding_claims,
                                                flows, mismatches, counters, crossings,
                                                crossings_left_out)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(NeedResult, item, judged, proven, outcome, finding,
                                                expected, step, reason, place)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(AblationResult, removed, verdict, outcome, step,
                                                findings)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(WhyResult, items, rows, sufficient, labs_run,
                                                labs_saved, notes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ChangeResult, node, command, item, note)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(FixResult, changes, costs, diff)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(FixesResult, goal, causes, fixes, tried, labs_run)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(WarningResult, id, message, remedy, place)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(InterfaceResult, name, network, mac, addresses)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ItemResult, path, text, translated)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(NodeResult, name, role, interfaces, items, serves,
                                                commands, tables)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(NetworkResult, name, mtu)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(CaseResult, id, file, name, about, director, kernel,
                                                verdict, reason, source, networks, nodes, steps,
                                                needs, why, fixes, warnings, predictions, notes,
                                                pcapng, kept, frames, frames_lost, seconds)

namespace {

using nlohmann::json;

std::string dump(const json& value, int indent) {
  return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

/// " at line 3, column 7"
std::string place_of(std::string_view text, size_t byte) {
  const std::string_view before = text.substr(0, byte > 0 ? byte - 1 : 0);
  const auto line = std::ranges::count(before, '\n') + 1;
  return fmt::format(" at line {}, column {}", line, before.size() - (before.rfind('\n') + 1) + 1);
}

template <class Read>
auto reading(std::string_view text, Read read) {
  try {
    return read(json::parse(text));
  } catch (const json::parse_error& e) {
    throw HostError("cannot read a result: the text is no JSON" + place_of(text, e.byte));
  } catch (const json::exception&) {
    throw HostError("cannot read a result: it is JSON, but not what hopproof run --json writes");
  }
}

}  // namespace

std::string to_json(const RunResult& run) {
  const json value = {{"schema", 1}, {"hopproof", run.version}, {"cases", run.cases}};
  return dump(value, 1) + "\n";
}

std::string to_json(const CaseResult& result) { return dump(json(result), -1); }

RunResult run_from_json(std::string_view text) {
  return reading(text, [](const json& value) {
    const int schema = value.at("schema").get<int>();
    if (schema != 1) throw HostError(fmt::format("cannot read a result: schema {}, not 1", schema));
    RunResult run;
    run.version = value.value("hopproof", "");
    run.cases = value.at("cases").get<std::vector<CaseResult>>();
    return run;
  });
}

CaseResult case_from_json(std::string_view text) {
  return reading(text, [](const json& value) { return value.get<CaseResult>(); });
}

}  // namespace hopproof::verdict
