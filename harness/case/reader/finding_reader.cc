#include "harness/case/reader/finding_reader.hh"

#include "harness/base/spellcheck.hh"
#include "harness/case/findings/finding_kind.hh"
#include "harness/case/language/scalar_values.hh"
#include "harness/case/reader/references.hh"

#include <fmt/format.h>

namespace hopproof {
namespace {

void require_finding(const std::string& id, const Place& place, ParseContext& context) {
  if (parse_finding_id(id)) return;
  context.diagnostics.error(
      place, fmt::format("there is no finding '{}'{}", id, did_you_mean(id, finding_ids())));
}

void read_finding(const YamlNode& scalar, std::vector<FindingClaim>& findings,
                  ParseContext& context) {
  auto finding = parse_finding(scalar.text);
  if (!finding) return;
  finding->place = scalar.place;
  require_finding(finding->id, context.place_in(scalar, 0, finding->id.size()), context);
  if (!finding->at.empty()) {
    const Place site =
        context.place_in(scalar, scalar.text.size() - finding->at.size(), finding->at.size());
    require_site(finding->at, site, context);
  }
  findings.push_back(*std::move(finding));
}

}  // namespace

std::vector<FindingClaim> read_findings(const YamlNode& node, ParseContext& context) {
  std::vector<FindingClaim> findings;
  if (node.is(YamlNode::Kind::scalar)) read_finding(node, findings, context);
  for (const YamlNode& child : node.children) read_finding(child, findings, context);
  return findings;
}

}  // namespace hopproof
