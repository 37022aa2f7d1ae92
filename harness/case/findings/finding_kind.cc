#include "harness/case/findings/finding_kind.hh"

#include "harness/case/findings/finding_catalogue.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

std::vector<FindingKind> whole_catalogue() {
  std::vector<FindingKind> all;
  for (const auto part : {findings_before_the_director(), findings_at_the_director(),
                          findings_at_the_server(), findings_on_the_way_back()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace

std::span<const FindingKind> finding_kinds() {
  static const std::vector<FindingKind> all = whole_catalogue();
  return all;
}

const FindingKind* find_finding_kind(std::string_view id) {
  const auto kinds = finding_kinds();
  const auto found = std::ranges::find(kinds, id, &FindingKind::id);
  return found == kinds.end() ? nullptr : &*found;
}

const std::vector<std::string>& finding_ids() {
  static const std::vector<std::string> ids = [] {
    std::vector<std::string> all;
    for (const FindingKind& kind : finding_kinds()) all.emplace_back(kind.id);
    return all;
  }();
  return ids;
}

std::optional<std::string> explain_finding(std::string_view id) {
  const FindingKind* kind = find_finding_kind(id);
  if (!kind) return std::nullopt;
  std::string text = fmt::format("{} (a finding)\n  {}\n", kind->id, kind->cause);
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) text += fmt::format("  {:<10} {}\n", name, value);
  };
  add("evidence", kind->evidence);
  add("rules out", kind->rules_out);
  add("remedy", kind->remedy);
  add("not seen", kind->not_seen);
  return text;
}

}  // namespace hopproof
