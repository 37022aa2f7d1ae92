#include "harness/case/findings/finding_kind.hh"

#include "findings_yaml.hh"
#include "harness/case/findings/catalogue_reader.hh"

#include <stdexcept>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// A text that cannot be read is a fault of this build, and a unit test's to find.
std::vector<FindingKind> embedded_catalogue() {
  DiagnosticSink diagnostics;
  auto kinds = read_catalogue(embedded_findings, diagnostics);
  const auto found = diagnostics.take();
  if (!found.empty()) throw std::logic_error(render(found, "findings.yaml", embedded_findings));
  return kinds;
}

}  // namespace

std::span<const FindingKind> finding_kinds() {
  static const std::vector<FindingKind> all = embedded_catalogue();
  return all;
}

const FindingKind& finding_kind(FindingId id) { return finding_kinds()[static_cast<size_t>(id)]; }

const std::vector<std::string>& finding_ids() {
  static const std::vector<std::string> ids(std::begin(finding_words), std::end(finding_words));
  return ids;
}

std::optional<std::string> explain_finding(std::string_view id) {
  const auto known = parse_finding_id(id);
  if (!known) return std::nullopt;
  const FindingKind& kind = finding_kind(*known);
  std::string text = fmt::format("{} (a finding)\n  {}\n", id, kind.cause);
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) text += fmt::format("  {:<10} {}\n", name, value);
  };
  add("evidence", kind.evidence);
  add("rules out", kind.rules_out);
  add("remedy", kind.remedy);
  add("not seen", kind.not_seen);
  return text;
}

}  // namespace hopproof
