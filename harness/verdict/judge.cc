#include "harness/verdict/judge.hh"

#include "harness/verdict/checks/block_check.hh"
#include "harness/verdict/checks/checksum_check.hh"
#include "harness/verdict/connection.hh"
#include "harness/verdict/crossing_rows.hh"
#include "harness/verdict/diagnosis/diagnose.hh"
#include "harness/verdict/flow_rows.hh"
#include "harness/verdict/step_text.hh"

#include <algorithm>

namespace hopproof::verdict {
namespace {

StepResult described(const StepRecord& record) {
  const Step& step = *record.step;
  StepResult result;
  result.number = record.number;
  result.kind = step_kind(step);
  result.text = step_text(step);
  result.name = step.name.empty() ? result.text : step.name;
  result.place = step.place;
  result.outcome = step_outcome(record);
  result.output = record.output;
  return result;
}

void append(Mismatches& all, Mismatches more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Mismatches check_step(std::vector<Connection>& connections, const Evidence& evidence) {
  const Step& step = *evidence.record.step;
  Mismatches found;
  if (step.expects.empty()) {
    Expect nothing_written;
    nothing_written.place = step.place;
    append(found, check_block(nothing_written, false, connections, evidence));
  }
  for (const Expect& expect : step.expects) {
    append(found, check_block(expect, step.expects_are_a_list, connections, evidence));
  }
  if (auto bad = check_checksums(connections, evidence)) found.push_back(std::move(*bad));
  return found;
}

std::vector<const Connection*> pointers_to(const std::vector<Connection>& connections) {
  std::vector<const Connection*> all;
  for (const Connection& connection : connections) all.push_back(&connection);
  return all;
}

std::vector<FindingClaimResult> finding_claims(const Step& step,
                                               std::vector<Connection>& connections) {
  std::vector<FindingClaimResult> claims;
  for (const Expect& expect : step.expects) {
    if (!expect.findings) continue;
    FindingClaimResult claim{expect.place, {}, {}};
    for (const FindingClaim& wanted : *expect.findings) claim.wanted.push_back(wanted.id);
    const auto own = narrowed(expect, connections);
    for (const FindingResult& seen : combined({own.begin(), own.end()}, connections)) {
      const bool known = std::ranges::find(claim.seen, seen.id) != claim.seen.end();
      if (!known) claim.seen.push_back(seen.id);
    }
    claims.push_back(std::move(claim));
  }
  return claims;
}

std::vector<CounterResult> counter_rows(const StepRecord& record) {
  std::vector<CounterResult> rows;
  for (const auto& [path, after] : record.after) {
    const auto before = record.before.find(path);
    rows.push_back({path, before == record.before.end() ? 0 : before->second, after});
  }
  return rows;
}

}  // namespace

StepResult judge(const Case& deployment, const StepRecord& record, Bindings& bindings,
                 const std::string& pcapng) {
  StepResult result = described(record);
  const Evidence evidence{deployment, record, pcapng};
  std::vector<Connection> connections = find_connections(deployment, record, bindings);
  diagnose(connections, evidence, bindings);
  result.mismatches = check_step(connections, evidence);
  result.verdict = result.mismatches.empty() ? Verdict::passed : Verdict::failed;
  result.findings = combined(pointers_to(connections), connections);
  result.finding_claims = finding_claims(*record.step, connections);
  result.counters = counter_rows(record);
  result.flows = flow_rows(connections, evidence);
  CrossingRows crossings = crossing_rows(connections, result.mismatches, result.findings, evidence);
  result.crossings = std::move(crossings.rows);
  result.crossings_left_out = crossings.left_out;
  remember(connections, record.trace, bindings);
  return result;
}

}  // namespace hopproof::verdict
