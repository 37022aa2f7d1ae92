#include "harness/base/text.hh"
#include "harness/verdict/checks/claim_checks.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

std::string text_of(const FindingClaim& claim) {
  return claim.at.empty() ? claim.id : fmt::format("{} at {}", claim.id, claim.at);
}
std::string text_of(const FindingResult& finding) {
  return finding.at.empty() ? finding.id : fmt::format("{} at {}", finding.id, finding.at);
}

template <class List>
std::string text_of_all(const List& list) {
  std::vector<std::string> texts;
  for (const auto& one : list) texts.push_back(text_of(one));
  return texts.empty() ? "none" : joined(texts, ", ");
}

/// `at NODE` means any interface of that node too.
bool is_claimed(const FindingClaim& claim, const FindingResult& finding) {
  const bool here =
      claim.at.empty() || finding.at == claim.at || finding.at.starts_with(claim.at + ".");
  return claim.id == finding.id && here;
}

struct Problem {
  Place place;
  std::string message;
};

/// Each claim takes the findings at one cause, several places of it too.
std::optional<Problem> problem_of(const std::vector<FindingClaim>& claims,
                                  const std::vector<FindingResult>& found, const Place& whole) {
  for (const FindingClaim& claim : claims) {
    const bool known =
        std::ranges::any_of(found, [&](const FindingResult& f) { return is_claimed(claim, f); });
    if (!known) return Problem{claim.place, fmt::format("{} was not found", text_of(claim))};
  }
  size_t latest = 0;
  for (const FindingResult& finding : found) {
    const auto claim =
        std::ranges::find_if(claims, [&](const FindingClaim& c) { return is_claimed(c, finding); });
    if (claim == claims.end())
      return Problem{claims.empty() ? whole : claims.back().place,
                     fmt::format("{} was found as well", text_of(finding))};
    const auto position = static_cast<size_t>(claim - claims.begin());
    if (position < latest)
      return Problem{claim->place, fmt::format("{} comes first", text_of(found.front()))};
    latest = position;
  }
  return std::nullopt;
}

}  // namespace

std::optional<MismatchResult> check_findings(const Expect& expect,
                                             const std::vector<FindingResult>& found) {
  if (!expect.findings) return std::nullopt;
  const auto problem = problem_of(*expect.findings, found, expect.place);
  if (!problem) return std::nullopt;
  MismatchResult result = mismatch("finding", problem->place, problem->message);
  result.wanted = text_of_all(*expect.findings);
  result.seen = text_of_all(found);
  return result;
}

}  // namespace hopproof::verdict
