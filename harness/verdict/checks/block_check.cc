#include "harness/verdict/checks/block_check.hh"

#include "harness/base/text.hh"
#include "harness/verdict/checks/claim_checks.hh"
#include "harness/verdict/checks/ending_check.hh"
#include "harness/verdict/diagnosis/diagnose.hh"

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

/// `counters:` how far a counter moved in this step: `some` is at least 1, a number exactly that.
std::optional<MismatchResult> check_counter(const CounterClaim& claim, const StepRecord& record) {
  const auto after = record.after.find(claim.path);
  const std::string wanted = claim.value ? fmt::format("+{}", *claim.value) : "some";
  if (after == record.after.end()) {
    MismatchResult result =
        mismatch("counters", claim.place, fmt::format("there is no counter {}", claim.path));
    result.wanted = wanted;
    result.seen = "no such counter";
    return result;
  }
  const auto before = record.before.find(claim.path);
  const uint64_t start = before == record.before.end() ? 0 : before->second;
  const uint64_t moved = CounterResult{claim.path, start, after->second}.moved();
  if (claim.value ? moved == *claim.value : moved > 0) return std::nullopt;
  MismatchResult result = mismatch(
      "counters", claim.place,
      moved == 0 ? fmt::format("{} did not change", claim.path)
                 : fmt::format("{} changed by {}, not by {}", claim.path, moved, *claim.value));
  result.wanted = wanted;
  result.seen = fmt::format("+{} ({} before, {} after)", moved, start, after->second);
  return result;
}

/// The checks of one block, those that point to the cause first.
class BlockCheck {
 public:
  BlockCheck(const Expect& expect, std::vector<Connection*> connections, const Evidence& evidence)
      : expect_(expect), connections_(std::move(connections)), evidence_(evidence) {}

  void ways() {
    each([&](Connection& c) {
      return expect_.request ? check_request(*expect_.request, c, evidence_) : std::nullopt;
    });
    each([&](Connection& c) {
      return expect_.reply ? check_reply(*expect_.reply, c, evidence_) : std::nullopt;
    });
  }

  void sightings() {
    for (const HopClaim& claim : expect_.seen) add(check_seen(claim, connections_, evidence_));
    for (const HopClaim& claim : expect_.never) add(check_never(claim, connections_, evidence_));
  }

  void outcomes(const OutcomeClaim& claim) {
    each([&](Connection& c) { return check_outcome(claim, c, evidence_); });
  }

  void served() {
    for (MismatchResult& result : check_served(expect_, connections_)) add(std::move(result));
  }

  void findings(const std::vector<Connection>& all) {
    const std::vector<const Connection*> own(connections_.begin(), connections_.end());
    if (expect_.findings) add(check_findings(expect_, combined(own, all)));
  }

  void exit(int wanted) { add(check_exit(wanted, expect_.place, evidence_)); }

  void counters_and_output() {
    for (const CounterClaim& claim : expect_.counters) add(check_counter(claim, evidence_.record));
    for (const TextClaim& claim : expect_.prints) add(check_prints(claim, connections_, evidence_));
    for (const TextClaim& claim : expect_.lacks) add(check_lacks(claim, connections_, evidence_));
  }

  Mismatches take() { return std::move(found_); }

 private:
  template <class Check>
  void each(const Check& check) {
    Mismatches of_each;
    for (Connection* connection : connections_) {
      if (auto result = check(*connection)) of_each.push_back(std::move(*result));
    }
    add_folded(found_, std::move(of_each));
  }

  void add(std::optional<MismatchResult> result) {
    if (result) found_.push_back(std::move(*result));
  }

  const Expect& expect_;
  std::vector<Connection*> connections_;
  const Evidence& evidence_;
  Mismatches found_;
};

/// A block that is narrowed to no connection would hold whatever it claims.
MismatchResult nobody(const Expect& expect) {
  const bool by_server = !expect.servers.empty();
  const std::string message =
      by_server ? fmt::format("no connection of this step went to {}", joined(expect.servers, ", "))
      : expect.clients.empty()
          ? "the probe made no connection"
          : fmt::format("no connection of this step came from {}", joined(expect.clients, ", "));
  return mismatch(by_server ? "server" : "client", expect.place, message);
}

/// What a block claims about the end without saying so: a probe is answered, a command exits with
/// 0.
std::optional<OutcomeClaim> outcome_claim(const Expect& expect, bool only_written, bool is_probe) {
  if (expect.outcome) return expect.outcome;
  const bool failing_program = expect.exit && *expect.exit != 0;
  if (only_written || !is_probe || failing_program) return std::nullopt;
  return OutcomeClaim{{Outcome::Kind::answered, 0}, expect.place};
}

std::optional<int> exit_claim(const Expect& expect, bool only_written, bool is_command) {
  if (expect.exit) return expect.exit;
  if (only_written || !is_command || expect.outcome) return std::nullopt;
  return 0;
}

}  // namespace

Mismatches check_block(const Expect& expect, bool only_written,
                       std::vector<Connection>& connections, const Evidence& evidence) {
  std::vector<Connection*> own = narrowed(expect, connections);
  if (own.empty()) return {nobody(expect)};
  const Step& step = *evidence.record.step;
  const auto outcome =
      outcome_claim(expect, only_written, std::holds_alternative<Probe>(step.action));
  const auto exit =
      exit_claim(expect, only_written, std::holds_alternative<NodeCommand>(step.action));
  BlockCheck check(expect, std::move(own), evidence);
  check.ways();
  check.sightings();
  if (outcome) check.outcomes(*outcome);
  check.served();
  check.findings(connections);
  if (exit) check.exit(*exit);
  check.counters_and_output();
  return check.take();
}

}  // namespace hopproof::verdict
