#include "harness/verdict/diagnosis/diagnose.hh"

#include "harness/verdict/diagnosis/rules.hh"
#include "harness/verdict/diagnosis/uneven.hh"

#include <algorithm>
#include <array>

namespace hopproof {
namespace {

/// Along the way of the packets: a cause bites before those behind it.
constexpr std::array<DiagnosisRule, 39> rules{
    no_route_to_vip,
    vip_arp_unanswered,
    vip_answered_twice,
    bad_checksum,
    lost_on_the_link,
    request_not_forwarded,
    wrong_source_address,
    request_rp_filter_drop,
    request_dropped_by_input_filter,
    vip_not_on_director,
    no_matching_service,
    answered_by_the_director,
    two_directors,
    connection_expired,
    stale_destination,
    port_reuse,
    service_without_servers,
    all_weights_zero,
    tuple_collision,
    masquerade_port_exhausted,
    masquerade_not_applied,
    conntrack_lost,
    lost_behind_the_director,
    server_unreachable,
    hairpin_to_self,
    server_refuses_vip,
    dropped_at_server,
    server_port_zero,
    server_refused,
    reply_has_no_route,
    reply_redirected,
    reply_bypasses_director,
    reply_rp_filter_drop,
    reply_not_forwarded,
    reply_dropped_as_invalid,
    reply_dropped_by_forward_filter,
    reply_not_translated,
    icmp_error_lost,
    payload_address,
};

/// Of very many connections the first tell what the others would.
constexpr size_t most_explained = 500;

RankedFindings findings_about(const Incident& incident) {
  RankedFindings found;
  for (size_t rank = 0; rank < rules.size(); ++rank) {
    if (auto finding = rules[rank](incident)) found.push_back({rank, *std::move(finding)});
  }
  if (!found.empty()) return found;
  if (auto finding = unexplained(incident)) found.push_back({rules.size(), *std::move(finding)});
  return found;
}

bool is_same(const FindingResult& a, const FindingResult& b) {
  return a.id == b.id && a.at == b.at;
}

void add(RankedFindings& all, const RankedFinding& one, int flow) {
  auto known = std::ranges::find_if(
      all, [&](const RankedFinding& other) { return is_same(other.finding, one.finding); });
  if (known == all.end()) known = all.insert(all.end(), one);
  known->finding.flows.push_back(flow);
}

}  // namespace

void diagnose(std::vector<Connection>& connections, const Evidence& evidence,
              const Bindings& before) {
  if (!evidence.record.facts) return;
  size_t left = most_explained;
  for (Connection& connection : connections) {
    if (!connection.attempt || left-- == 0) return;
    connection.findings = findings_about(Incident(evidence, connection, before));
  }
}

std::vector<FindingResult> combined(const std::vector<const Connection*>& some,
                                    const std::vector<Connection>& all) {
  RankedFindings ranked;
  for (const Connection* connection : some) {
    const int flow = static_cast<int>(connection - all.data());
    for (const RankedFinding& finding : connection->findings) add(ranked, finding, flow);
  }
  std::ranges::stable_sort(ranked, {}, &RankedFinding::rank);
  std::vector<FindingResult> found;
  for (RankedFinding& one : ranked) found.push_back(std::move(one.finding));
  if (auto finding = uneven(some, all)) found.push_back(*std::move(finding));
  return found;
}

}  // namespace hopproof
