#pragma once

#include "harness/elsewhere/conclusion.hh"

#include <optional>
#include <string>

namespace hopproof::elsewhere {

using MaybeConclusion = std::optional<Conclusion>;

// Each looks at one place of a connection that was not answered. What absence proves is said only
// where the tap at that place was listening, complete, and showed such packets.

// rules_request.cc, on the way there
MaybeConclusion only_the_client_saw(const View& view, const Coverage& coverage);
MaybeConclusion request_never_came(const View& view, const Coverage& coverage);
MaybeConclusion director_silent(const View& view, const Coverage& coverage);
MaybeConclusion server_unseen(const View& view, const Coverage& coverage);
MaybeConclusion lost_to_server(const View& view, const Coverage& coverage);
MaybeConclusion port_zero(const View& view, const Coverage& coverage);
MaybeConclusion hairpin(const View& view, const Coverage& coverage);

// rules_refusal.cc, what says no
MaybeConclusion icmp_refusal(const View& view, const Coverage& coverage);
MaybeConclusion front_resets(const View& view, const Coverage& coverage);
MaybeConclusion server_resets(const View& view, const Coverage& coverage);

// rules_reply.cc, on the way back
MaybeConclusion server_silent(const View& view, const Coverage& coverage);
MaybeConclusion reply_around(const View& view, const Coverage& coverage);
MaybeConclusion answer_unheard(const View& view, const Coverage& coverage);
MaybeConclusion reply_stops_at_director(const View& view, const Coverage& coverage);
MaybeConclusion reply_translated_late(const View& view, const Coverage& coverage);
MaybeConclusion reply_lost_to_client(const View& view, const Coverage& coverage);
MaybeConclusion untranslated_at_client(const View& view, const Coverage& coverage);

/// "tcp port 80": a filter for tcpdump that shows both directions of this service at a host.
std::string filter_for(const View& view, const Endpoint& service);

/// "tcpdump -nni any -w HOST.pcap 'tcp port 80'", to be run there while it is tried again.
verdict::RemedyResult capture_at(const std::string& host, const std::string& filter,
                                 const std::string& why);

}  // namespace hopproof::elsewhere
