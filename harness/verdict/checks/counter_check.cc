#include "harness/verdict/checks/counter_check.hh"

#include <fmt/format.h>

namespace hopproof {

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
      moved == 0 ? fmt::format("{} did not move", claim.path)
                 : fmt::format("{} moved by {}, not by {}", claim.path, moved, *claim.value));
  result.wanted = wanted;
  result.seen = fmt::format("+{} ({} before, {} after)", moved, start, after->second);
  return result;
}

}  // namespace hopproof
