#pragma once

#include "harness/verdict/diagnosis/finding.hh"

namespace hopproof::verdict {

/// Looks for one cause and says nothing where the evidence does not show it.
using DiagnosisRule = MaybeFinding (*)(const Incident& incident);

// By name; their order is that of the rows in diagnose.cc.
MaybeFinding all_weights_zero(const Incident& incident);
MaybeFinding answered_by_the_director(const Incident& incident);
MaybeFinding answer_dropped_by_filter(const Incident& incident);
MaybeFinding bad_checksum(const Incident& incident);
MaybeFinding connection_expired(const Incident& incident);
MaybeFinding conntrack_lost(const Incident& incident);
MaybeFinding dropped_at_server(const Incident& incident);
/// Of a packet of any stage; those named after one look at that stage only.
MaybeFinding dropped_by_filter(const Incident& incident);
MaybeFinding error_dropped_by_filter(const Incident& incident);
MaybeFinding hairpin_to_self(const Incident& incident);
MaybeFinding icmp_error_lost(const Incident& incident);
MaybeFinding interface_down(const Incident& incident);
MaybeFinding interface_down_behind(const Incident& incident);
MaybeFinding lost_behind_the_director(const Incident& incident);
MaybeFinding lost_on_the_link(const Incident& incident);
MaybeFinding masquerade_not_applied(const Incident& incident);
MaybeFinding masquerade_port_exhausted(const Incident& incident);
MaybeFinding no_matching_service(const Incident& incident);
MaybeFinding no_route_to_vip(const Incident& incident);
MaybeFinding payload_address(const Incident& incident);
MaybeFinding port_reuse_reset_or_delay(const Incident& incident);
MaybeFinding reply_bypasses_director(const Incident& incident);
MaybeFinding reply_dropped_as_invalid(const Incident& incident);
MaybeFinding reply_dropped_by_forward_filter(const Incident& incident);
MaybeFinding reply_has_no_route(const Incident& incident);
MaybeFinding reply_not_forwarded(const Incident& incident);
MaybeFinding reply_not_translated(const Incident& incident);
MaybeFinding reply_redirected(const Incident& incident);
MaybeFinding reply_taken_by_another(const Incident& incident);
MaybeFinding reply_rp_filter_drop(const Incident& incident);
MaybeFinding request_dropped_behind_ipvs(const Incident& incident);
MaybeFinding request_dropped_by_filter(const Incident& incident);
MaybeFinding request_dropped_by_input_filter(const Incident& incident);
MaybeFinding request_not_forwarded(const Incident& incident);
MaybeFinding request_rp_filter_drop(const Incident& incident);
MaybeFinding server_port_zero(const Incident& incident);
MaybeFinding server_refused(const Incident& incident);
MaybeFinding server_refuses_vip(const Incident& incident);
MaybeFinding server_unreachable(const Incident& incident);
MaybeFinding service_without_servers(const Incident& incident);
MaybeFinding source_is_local(const Incident& incident);
MaybeFinding stale_destination(const Incident& incident);
MaybeFinding tuple_collision(const Incident& incident);
MaybeFinding two_directors(const Incident& incident);
MaybeFinding vip_answered_twice(const Incident& incident);
MaybeFinding vip_arp_unanswered(const Incident& incident);
MaybeFinding vip_not_on_director(const Incident& incident);
MaybeFinding wrong_source_address(const Incident& incident);

/// Whether a rule of those above explains why no answer came back at all.
MaybeFinding unexplained(const Incident& incident);

}  // namespace hopproof::verdict
