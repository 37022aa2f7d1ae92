#include "harness/base/protocol.hh"
#include "harness/elsewhere/rules.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

using trace::Packet;

/// What an ICMP error says, in the words of both families.
enum class Saying : uint8_t { port, host, network, prohibited, too_big, time, other };

Saying saying_of(const Packet& packet) {
  const trace::IcmpFields& icmp = *packet.icmp;
  if (packet.protocol == protocol::icmp6) {
    if (icmp.type == 2) return Saying::too_big;
    if (icmp.type == 3) return Saying::time;
    if (icmp.type != 1) return Saying::other;
    if (icmp.code == 4) return Saying::port;
    if (icmp.code == 3) return Saying::host;
    return icmp.code == 0 ? Saying::network : Saying::prohibited;
  }
  if (icmp.type == 11) return Saying::time;
  if (icmp.type != 3) return Saying::other;
  if (icmp.code == 3) return Saying::port;
  if (icmp.code == 4) return Saying::too_big;
  if (icmp.code == 9 || icmp.code == 10 || icmp.code == 13) return Saying::prohibited;
  return icmp.code == 0 || icmp.code == 6 ? Saying::network : Saying::host;
}

/// Which causes make this node say this.
std::vector<FindingId> causes_of(Saying saying, bool from_server, bool from_service) {
  using enum FindingId;
  if (from_server) return {server_refused, dropped_at_server, server_refuses_vip};
  switch (saying) {
    case Saying::port:
      if (from_service)
        return {service_without_servers, all_weights_zero, no_matching_service,
                request_dropped_by_input_filter, stale_destination};
      return {service_without_servers,
              all_weights_zero,
              request_dropped_by_input_filter,
              reply_dropped_by_forward_filter,
              dropped_by_filter,
              dropped_at_server,
              server_refused};
    case Saying::host:
      return {server_unreachable, vip_arp_unanswered, lost_on_the_link,
              reply_has_no_route, dropped_by_filter,  request_dropped_by_input_filter};
    case Saying::network:
      return {vip_not_on_director, no_route_to_vip, server_unreachable, reply_has_no_route};
    case Saying::prohibited:
      return {request_dropped_by_input_filter, reply_dropped_by_forward_filter,
              request_not_forwarded, dropped_at_server, dropped_by_filter};
    case Saying::too_big:
      return {icmp_error_lost};
    case Saying::time:
    case Saying::other:
      break;
  }
  return {};
}

const Packet* reset_in(const View& view, const Sightings& some, int& place) {
  place = first_of(view, some, is_rst);
  return place < 0 ? nullptr : &view.packet(place);
}

}  // namespace

/// Somebody answered with an ICMP error that quotes the request: it says who, and what of it.
MaybeConclusion icmp_refusal(const View& view, const Coverage&) {
  const auto found = std::ranges::find_if(
      view.errors, [&](int index) { return saying_of(view.packet(index)) != Saying::other; });
  if (found == view.errors.end()) return std::nullopt;
  const Packet& error = view.packet(*found);
  const bool from_service = error.source == view.front.destination.address;
  const bool from_server = view.is_rewritten() && error.source == view.back.destination.address;
  const bool from_client = error.source == view.front.source.address;
  Conclusion said;
  said.ids = causes_of(saying_of(error), from_server, from_service);
  if (!from_server && saying_of(error) == Saying::port &&
      (view.is_rewritten() || view.director < 0))
    for (const FindingId id : {FindingId::server_refused, FindingId::dropped_at_server})
      if (std::ranges::find(said.ids, id) == said.ids.end()) said.ids.push_back(id);
  if (from_client)
    said.ids = {FindingId::reply_not_translated, FindingId::reply_bypasses_director,
                FindingId::conntrack_lost};
  const std::string who = from_server    ? view.server_name()
                          : from_service ? view.director_name()
                          : from_client  ? view.client_name()
                                         : view.evidence.names.text(error.source);
  said.at = who;
  said.text =
      fmt::format("{} says of {}: {}", who, view.evidence.text(view.front),
                  trace::icmp_name(error.source.family(), error.icmp->type, error.icmp->code));
  said.evidence = {*found};
  return said;
}

/// The server itself resets: nothing listens, or a rule rejects.
MaybeConclusion server_resets(const View& view, const Coverage&) {
  if (!view.is_rewritten() && view.request_at_server.empty()) return std::nullopt;
  int place = -1;
  if (!reset_in(view, view.reply_at_server, place) &&
      !reset_in(view, view.reply_at_director, place))
    return std::nullopt;
  using enum FindingId;
  Conclusion found;
  found.ids = {server_refused, dropped_at_server};
  if (view.front.destination.address == view.back.destination.address)
    found.ids.push_back(server_refuses_vip);
  found.at = view.server_name();
  found.text = fmt::format("{} resets the connection: nothing listens on {}, or a rule rejects it",
                           view.server_name(), view.evidence.text(view.back.destination));
  found.evidence = {place};
  found.rules_out = {"the director: it sent the request on, and the answer came"};
  return found;
}

/// A reset from the VIP, and nothing went to a server.
MaybeConclusion front_resets(const View& view, const Coverage&) {
  int place = -1;
  if (!reset_in(view, view.reply_behind_director, place) &&
      !reset_in(view, view.reply_at_client, place))
    return std::nullopt;
  using enum FindingId;
  Conclusion found;
  found.ids = {no_matching_service, server_refused,    connection_expired,
               two_directors,       stale_destination, request_dropped_by_input_filter,
               dropped_at_server,   all_weights_zero,  answered_by_the_director};
  found.at = view.director_name();
  found.text = fmt::format(
      "{} answers with a reset; whether the director or a server sent it was "
      "not captured",
      view.service());
  if (view.director >= 0 && view.request_behind_director.empty())
    found.text =
        fmt::format("{} answers with a reset, and no packet to a server was captured at {}",
                    view.service(), view.director_name());
  found.evidence = {place};
  found.decide = {capture_at(view.director_name(), "tcp or icmp",
                             "without the port: whether a packet goes to a server")};
  return found;
}

}  // namespace hopproof::elsewhere
