#include "harness/verdict/checks/checksum_check.hh"

#include "harness/case/findings/finding_id.hh"
#include "harness/verdict/checks/hop_match.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

bool is_expected(const Step& step) {
  return std::ranges::any_of(step.expects, [](const Expect& expect) {
    return expect.findings &&
           std::ranges::any_of(*expect.findings, [](const FindingClaim& finding) {
             return finding.id == word(FindingId::bad_checksum);
           });
  });
}

const trace::Crossing* first_bad(const std::vector<int>& journeys, const trace::Trace& trace) {
  for (const int journey : journeys) {
    for (const int index : trace.journeys[journey].crossings) {
      if (has_bad_checksum(trace.crossings[index].packet)) return &trace.crossings[index];
    }
  }
  return nullptr;
}

}  // namespace

bool has_bad_checksum(const trace::Packet& packet) {
  return packet.ip_checksum == trace::ChecksumState::wrong ||
         packet.transport_checksum == trace::ChecksumState::wrong;
}

std::optional<MismatchResult> check_checksums(const std::vector<Connection>& connections,
                                              const Evidence& evidence) {
  const Step& step = *evidence.record.step;
  if (is_expected(step)) return std::nullopt;
  for (const Connection& connection : connections) {
    const trace::Flow& flow = connection.flow;
    for (const auto* journeys : {&flow.request, &flow.reply, &flow.errors}) {
      const trace::Crossing* bad = first_bad(*journeys, evidence.trace());
      if (!bad) continue;
      const bool of_ip = bad->packet.ip_checksum == trace::ChecksumState::wrong;
      MismatchResult result = mismatch("checksum", step.place,
                                       fmt::format("the {} checksum is wrong at {}",
                                                   of_ip ? "IP" : "transport", hop_text(*bad)));
      result.wanted = "right checksums at every hop";
      result.seen = seen_text(*bad);
      point_to(result, *bad, evidence);
      return result;
    }
  }
  return std::nullopt;
}

}  // namespace hopproof::verdict
