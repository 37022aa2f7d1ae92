#include "harness/verdict/diagnosis/diagnose.hh"

#include "harness/case/findings/finding_id.hh"
#include "harness/verdict/diagnosis/alike.hh"
#include "harness/verdict/diagnosis/rules.hh"
#include "harness/verdict/diagnosis/uneven.hh"

#include <algorithm>
#include <set>

namespace hopproof::verdict {
namespace {

/// A rule, and the finding that it reports.
struct Row {
  FindingId id;
  DiagnosisRule rule;
};

/// Along the way of the packets: a cause takes effect before those behind it. Some are looked
/// for twice, since others take effect in between.
constexpr Row rows[] = {
    {FindingId::interface_down, interface_down},
    {FindingId::no_route_to_vip, no_route_to_vip},
    {FindingId::vip_arp_unanswered, vip_arp_unanswered},
    {FindingId::vip_answered_twice, vip_answered_twice},
    {FindingId::bad_checksum, bad_checksum},
    {FindingId::lost_on_the_link, lost_on_the_link},
    {FindingId::request_not_forwarded, request_not_forwarded},
    {FindingId::wrong_source_address, wrong_source_address},
    {FindingId::source_is_local, source_is_local},
    {FindingId::rp_filter_drop, request_rp_filter_drop},
    {FindingId::request_dropped_by_input_filter, request_dropped_by_input_filter},
    {FindingId::dropped_by_filter, request_dropped_by_filter},
    {FindingId::vip_not_on_director, vip_not_on_director},
    {FindingId::no_matching_service, no_matching_service},
    {FindingId::answered_by_the_director, answered_by_the_director},
    {FindingId::two_directors, two_directors},
    {FindingId::connection_expired, connection_expired},
    {FindingId::stale_destination, stale_destination},
    {FindingId::port_reuse_reset_or_delay, port_reuse_reset_or_delay},
    {FindingId::service_without_servers, service_without_servers},
    {FindingId::all_weights_zero, all_weights_zero},
    {FindingId::tuple_collision, tuple_collision},
    {FindingId::dropped_by_filter, request_dropped_behind_ipvs},
    {FindingId::masquerade_port_exhausted, masquerade_port_exhausted},
    {FindingId::masquerade_not_applied, masquerade_not_applied},
    {FindingId::conntrack_lost, conntrack_lost},
    {FindingId::interface_down, interface_down_behind},
    {FindingId::lost_on_the_link, lost_behind_the_director},
    {FindingId::server_unreachable, server_unreachable},
    {FindingId::hairpin_to_self, hairpin_to_self},
    {FindingId::server_refuses_vip, server_refuses_vip},
    {FindingId::dropped_at_server, dropped_at_server},
    {FindingId::server_port_zero, server_port_zero},
    {FindingId::server_refused, server_refused},
    {FindingId::reply_has_no_route, reply_has_no_route},
    {FindingId::reply_redirected, reply_redirected},
    {FindingId::reply_bypasses_director, reply_bypasses_director},
    {FindingId::reply_taken_by_another, reply_taken_by_another},
    {FindingId::dropped_by_filter, answer_dropped_by_filter},
    {FindingId::rp_filter_drop, reply_rp_filter_drop},
    {FindingId::reply_not_forwarded, reply_not_forwarded},
    {FindingId::reply_dropped_as_invalid, reply_dropped_as_invalid},
    {FindingId::reply_dropped_by_forward_filter, reply_dropped_by_forward_filter},
    {FindingId::reply_not_translated, reply_not_translated},
    {FindingId::icmp_error_lost, icmp_error_lost},
    {FindingId::payload_address, payload_address},
    {FindingId::dropped_by_filter, error_dropped_by_filter},
};

/// What other rules would report as causes of their own, and only follows from this one.
std::vector<FindingId> symptoms_of(FindingId cause) {
  using enum FindingId;
  switch (cause) {
    case interface_down:
      return {no_route_to_vip,    vip_arp_unanswered, vip_not_on_director,     lost_on_the_link,
              server_unreachable, reply_has_no_route, reply_bypasses_director, dropped_at_server,
              reply_redirected,   reply_not_forwarded};
    case connection_expired:
      return {reply_not_translated, reply_has_no_route, reply_bypasses_director,
              reply_not_forwarded};
    default:
      return {};
  }
}

/// Each finding of the catalogue has a row, the first ones in the catalogue's order, but for the
/// last two: those are about all rules and all servers.
consteval bool are_as_in_the_catalogue() {
  size_t next = 0;
  for (const Row& row : rows) {
    const auto here = static_cast<size_t>(row.id);
    if (here > next) return false;
    if (here == next) ++next;
  }
  return next == static_cast<size_t>(FindingId::unexplained) &&
         next + 1 == static_cast<size_t>(FindingId::uneven) && next + 2 == finding_count;
}
static_assert(are_as_in_the_catalogue(), "a row for every finding of findings.yaml, in its order");

/// Of very many connections the first show what the others would.
constexpr size_t most_explained = 500;

void keep(MaybeFinding finding, FindingId id, size_t rank, RankedFindings& found) {
  if (!finding) return;
  finding->id = word(id);
  found.push_back({rank, *std::move(finding)});
}

RankedFindings findings_about(const Incident& incident) {
  RankedFindings found;
  size_t rank = 0;
  for (const Row& row : rows) keep(row.rule(incident), row.id, rank++, found);
  std::set<std::string> follow;
  for (const Row& row : rows) {
    const auto is_this = [&](const RankedFinding& one) { return one.finding.id == word(row.id); };
    if (std::ranges::none_of(found, is_this)) continue;
    for (const FindingId symptom : symptoms_of(row.id)) follow.emplace(word(symptom));
  }
  std::erase_if(found, [&](const RankedFinding& one) { return follow.contains(one.finding.id); });
  if (found.empty()) keep(unexplained(incident), FindingId::unexplained, rank, found);
  return found;
}

bool is_same(const FindingResult& a, const FindingResult& b) {
  return a.id == b.id && a.at == b.at;
}

/// The same cause may need a line for each server.
void add_remedies_of(const FindingResult& one, FindingResult& known) {
  constexpr size_t most_lines = 16;
  for (const RemedyResult& remedy : one.remedy) {
    const bool is_new = std::ranges::none_of(known.remedy, [&](const RemedyResult& other) {
      return other.node == remedy.node && other.command == remedy.command;
    });
    if (is_new && known.remedy.size() < most_lines) known.remedy.push_back(remedy);
  }
}

void add(RankedFindings& all, const RankedFinding& one, int flow) {
  auto known = std::ranges::find_if(
      all, [&](const RankedFinding& other) { return is_same(other.finding, one.finding); });
  if (known == all.end()) known = all.insert(all.end(), one);
  add_remedies_of(one.finding, known->finding);
  known->finding.flows.push_back(flow);
}

std::vector<std::string> servers_of(const std::vector<const Connection*>& some) {
  std::set<std::string> servers;
  for (const Connection* connection : some)
    if (!connection->roles.server.empty()) servers.insert(connection->roles.server);
  return {servers.begin(), servers.end()};
}

}  // namespace

void diagnose(std::vector<Connection>& connections, const Evidence& evidence,
              const Bindings& before) {
  if (!evidence.record.facts) return;
  size_t left = most_explained;
  for (Connection& connection : connections) {
    if (!connection.exchange || left-- == 0) return;
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
  found = with_alike_merged(std::move(found), servers_of(some));
  if (auto finding = uneven(some, all)) found.push_back(*std::move(finding));
  return found;
}

}  // namespace hopproof::verdict
