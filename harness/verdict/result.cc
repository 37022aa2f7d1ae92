#include "harness/verdict/result.hh"

#include <algorithm>

namespace hopproof::verdict {

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "passed";
    case Verdict::failed:
      return "failed";
    case Verdict::skipped:
      return "skipped";
    case Verdict::error:
      return "error";
  }
  return "error";
}

int RunResult::count(Verdict verdict) const {
  return static_cast<int>(std::ranges::count(cases, verdict, &CaseResult::verdict));
}

int RunResult::exit_status() const {
  if (cases.empty()) return 2;
  if (count(Verdict::error) > 0) return 4;
  if (count(Verdict::failed) > 0) return 1;
  return count(Verdict::passed) > 0 ? 0 : 77;
}

}  // namespace hopproof::verdict
