#include "harness/base/protocol.hh"
#include "harness/elsewhere/rules.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

using trace::Packet;

bool is_any(const Packet&) { return true; }

/// The client's own stack resets what it never asked for: the number is the one that the answer
/// acknowledged.
int reset_of_answer(const View& view) {
  const int answer = first_of(view, view.reply_at_server, is_syn_ack);
  if (answer < 0) return -1;
  for (const int index : view.request_at_server) {
    const Packet& packet = view.packet(index);
    if (is_rst(packet) && packet.tcp->sequence == view.packet(answer).tcp->acknowledgement)
      return index;
  }
  return -1;
}

bool has_reset(const View& view, const Sightings& some) {
  return first_of(view, some, is_rst) >= 0;
}

enum class SameHop : uint8_t { yes, no, unknown };

/// Whether the answer was sent to where the request came from, by MAC address.
SameHop answers_same_hop(const View& view) {
  constexpr MacAddress none{};
  if (view.request_at_server.empty() || view.reply_at_server.empty()) return SameHop::unknown;
  const MacAddress& from = view.seen(view.request_at_server.front()).packet.source_mac;
  const MacAddress& to = view.seen(view.reply_at_server.front()).packet.destination_mac;
  if (from == none || to == none) return SameHop::unknown;
  return from == to ? SameHop::yes : SameHop::no;
}

/// Of a leg at the director, the same answer in and out again: it was forwarded as it is.
bool is_forwarded(const View& view, const Sightings& replies) {
  for (size_t i = 0; i + 1 < replies.size(); ++i)
    for (size_t j = i + 1; j < std::min(replies.size(), i + 8); ++j) {
      const SeenPacket& a = view.seen(replies[i]);
      const SeenPacket& b = view.seen(replies[j]);
      const bool left = a.packet.ttl == b.packet.ttl + 1 ||
                        (a.direction == Direction::in && b.direction == Direction::out);
      const Packet& one = view.packet(replies[i]);
      const Packet& two = view.packet(replies[j]);
      const bool same = one.tcp && two.tcp ? one.tcp->sequence == two.tcp->sequence &&
                                                 one.tcp->flags == two.tcp->flags
                                           : one.payload_claimed == two.payload_claimed;
      if (left && same) return true;
    }
  return false;
}

void add(Conclusion& found, int packet) {
  if (packet >= 0) found.evidence.push_back(packet);
}

void add_way(const View& view, Conclusion& found) {
  add(found, first_of(view, view.request_at_director, is_any));
  add(found, first_of(view, view.request_behind_director, is_any));
  add(found, first_of(view, view.reply_at_server, is_any));
  add(found, first_of(view, view.stray_at_client, is_any));
}

/// What lets the answer come back by the director: a route there, or masquerade.
void add_ways_back(const View& view, Conclusion& found) {
  const std::string client = view.evidence.names.text(view.front.source.address);
  found.remedy.push_back(
      {view.server_name(), fmt::format("ip route add {} via DIP", client),
       "DIP: the director's address in the servers' network; gone after a reboot"});
  found.remedy.push_back(
      {view.director_name(), "sysctl -w net.ipv4.conf.all.send_redirects=0",
       "beside that route, where client and servers share a network; on the interface, too"});
  found.remedy.push_back(
      {view.director_name(),
       fmt::format("iptables -t nat -A POSTROUTING -m ipvs --vaddr {} --vport {} -j MASQUERADE",
                   view.evidence.names.text(view.front.destination.address),
                   view.front.destination.port),
       "instead of that route, with net.ipv4.vs.conntrack=1; it hides the client's address from the "
       "servers"});
}

Conclusion bypass(const View& view) {
  Conclusion found;
  found.ids = {FindingId::reply_bypasses_director};
  found.at = view.server_name();
  found.text = fmt::format(
      "the answer of {0} does not come back through {1}: {1} rewrote the destination only, so {0} "
      "saw the address of the client, {2}, and answered it another way; the client knows no such "
      "connection",
      view.server_name(), view.director_name(),
      view.evidence.names.text(view.front.source.address));
  add_way(view, found);
  found.rules_out = {"the way there, and the server: it answered"};
  add_ways_back(view, found);
  return found;
}

}  // namespace

/// The server got it, and nothing left the server.
MaybeConclusion server_silent(const View& view, const Coverage& coverage) {
  if (view.request_at_server.empty() || !view.reply_at_server.empty() ||
      !view.reply_at_director.empty() || !view.stray_at_client.empty())
    return std::nullopt;
  using enum FindingId;
  Conclusion found;
  found.ids = {dropped_at_server, reply_has_no_route, rp_filter_drop, source_is_local,
               dropped_by_filter};
  const Packet& asked = view.packet(view.request_at_server.front());
  const bool wrong = asked.transport_checksum == trace::ChecksumState::wrong;
  if (wrong) found.ids.insert(found.ids.begin(), bad_checksum);
  if (view.back.destination.address == view.front.destination.address)
    found.ids.push_back(server_refuses_vip);
  const std::string server = view.server_name();
  found.at = server;
  found.text =
      fmt::format("{} got the request from {} and sent no answer{}", server,
                  view.evidence.text(view.back.source),
                  coverage.is_complete(view.server) ? "" : ", but its capture lost packets");
  found.evidence = {view.request_at_server.front()};
  found.rules_out = {"the way to the server"};
  found.decide = {
      {server, fmt::format("nstat -az TcpExtIPReversePathFilter IpInAddrErrors TcpInCsumErrors"),
       "which one grows while it is tried again"},
      capture_at(server, filter_for(view, view.back.destination),
                 "on any, not one interface: the answer may leave by another")};
  return found;
}

/// The server answered, and the director, which was listening, has not seen that.
MaybeConclusion reply_around(const View& view, const Coverage& coverage) {
  const bool answered = !view.reply_at_server.empty() || !view.stray_at_client.empty();
  if (view.director < 0 || !answered || !view.is_rewritten() || view.is_masqueraded())
    return std::nullopt;
  const int redirect = coverage.redirect_to(view.back.destination.address);
  const bool came_before =
      coverage.saw(view.director, view.back.destination.address, view.front.source.address);
  if (redirect < 0 && !view.reply_at_director.empty()) return std::nullopt;
  Conclusion found = bypass(view);
  if (redirect >= 0 || came_before) {
    found.ids = {FindingId::reply_redirected, FindingId::reply_bypasses_director};
    add(found, redirect);
    return found;
  }
  const bool listening = coverage.is_complete(view.director) &&
                         !view.request_behind_director.empty() &&
                         coverage.listened_after(view.request_behind_director.front());
  const int reset = reset_of_answer(view);
  const bool direct = reset >= 0 && !has_reset(view, view.request_behind_director);
  const SameHop hop = answers_same_hop(view);
  const bool around = !view.stray_at_client.empty() || direct || hop == SameHop::no;
  if (listening && around && hop != SameHop::yes) {
    found.certainty = Certainty::proven;
    add(found, direct ? reset : -1);
    found.said = {
        fmt::format("{} was listening, sees the packets to {}, and has not seen its answer",
                    view.director_name(), view.evidence.text(view.back.destination))};
    if (direct)
      found.said.push_back(
          fmt::format("the client resets what {} answered, and that reset did not pass {} either",
                      view.server_name(), view.director_name()));
    return found;
  }
  found.ids = {FindingId::reply_bypasses_director, view.stray_at_client.empty()
                                                       ? FindingId::lost_on_the_link
                                                       : FindingId::reply_not_translated};
  if (hop == SameHop::yes) std::ranges::reverse(found.ids);
  found.text = fmt::format("{} answered {}, and that answer was not seen at {}", view.server_name(),
                           view.evidence.text(view.back.source), view.director_name());
  return found;
}

/// The server answered, and whoever asked it goes on as if it had not: what is between was not
/// captured, or saw nothing.
MaybeConclusion answer_unheard(const View& view, const Coverage&) {
  if (view.reply_at_server.empty() || !view.reply_at_director.empty()) return std::nullopt;
  using enum FindingId;
  const int reset = reset_of_answer(view);
  const std::string asker = view.evidence.names.text(view.back.source.address);
  Conclusion found;
  found.at = view.server_name();
  found.evidence = {view.request_at_server.empty() ? view.reply_at_server.front()
                                                   : view.request_at_server.front(),
                    view.reply_at_server.front()};
  add(found, reset);
  found.ids = {reply_bypasses_director, reply_redirected, reply_not_translated, conntrack_lost};
  found.text = fmt::format(
      "{0} answered {1}, and {1} resets that answer: it never asked {0}, so its "
      "request was rewritten on the way and the answer was not",
      view.server_name(), asker);
  if (reset < 0) {
    for (const FindingId id : {reply_not_forwarded, reply_dropped_by_forward_filter,
                               reply_has_no_route, rp_filter_drop, lost_on_the_link})
      found.ids.push_back(id);
    found.text = fmt::format(
        "{} answered {}, which does not go on: the answer was lost on the way, "
        "or came from an address that was not asked",
        view.server_name(), asker);
  }
  found.rules_out = {"the way there, and the server: it answered"};
  found.decide = {capture_at(view.director_name(), filter_for(view, view.back.destination),
                             "whether the answer passes it, and with which source it leaves")};
  return found;
}

/// The answer came to the director and did not leave it.
MaybeConclusion reply_stops_at_director(const View& view, const Coverage&) {
  if (view.reply_at_director.empty() || !view.reply_behind_director.empty() ||
      view.request_at_director.empty())
    return std::nullopt;
  using enum FindingId;
  Conclusion found;
  found.ids = {reply_not_forwarded,      reply_dropped_by_forward_filter,
               reply_dropped_as_invalid, rp_filter_drop,
               reply_has_no_route,       conntrack_lost,
               source_is_local,          bad_checksum,
               tuple_collision,          stale_destination,
               dropped_by_filter,        wrong_source_address};
  found.at = view.director_name();
  found.text = fmt::format("the answer of {} came to {}, which did not send it on to {}",
                           view.server_name(), view.director_name(), view.client_name());
  found.evidence = {view.reply_at_director.front()};
  found.rules_out = {"the way there, and the server: it answered"};
  return found;
}

/// It left the director with the server's address still in it.
MaybeConclusion reply_translated_late(const View& view, const Coverage&) {
  if (!view.is_rewritten() || !view.reply_behind_director.empty() ||
      !is_forwarded(view, view.reply_at_director))
    return std::nullopt;
  using enum FindingId;
  Conclusion found;
  found.ids = {reply_not_translated, conntrack_lost, tuple_collision, connection_expired,
               reply_redirected};
  found.at = view.director_name();
  found.text = fmt::format("{} sends the answer on to {} with the server's address {} still in it",
                           view.director_name(), view.client_name(),
                           view.evidence.text(view.back.destination));
  found.evidence = {view.reply_at_director.front()};
  found.rules_out = {"the way there, the server, and its way back"};
  return found;
}

/// It left the director translated, and the client has not got it.
MaybeConclusion reply_lost_to_client(const View& view, const Coverage&) {
  if (view.reply_behind_director.empty() || has_reset(view, view.reply_behind_director))
    return std::nullopt;
  using enum FindingId;
  Conclusion found;
  found.evidence = {view.reply_behind_director.front()};
  if (view.client < 0) {
    found.text = fmt::format(
        "{} sent the translated answer toward {}, which behaves as if it had "
        "not got it; what came there was not captured",
        view.director_name(), view.client_name());
    found.decide = {capture_at(view.client_name(), filter_for(view, view.front.destination),
                               "whether the answer comes there")};
    found.ids = {lost_on_the_link,  rp_filter_drop,   dropped_by_filter,  payload_address,
                 stale_destination, icmp_error_lost,  bad_checksum,       tuple_collision,
                 conntrack_lost,    reply_redirected, connection_expired, reply_not_forwarded};
    return found;
  }
  const bool came = !view.reply_at_client.empty();
  found.at = came ? view.client_name() : view.director_name();
  found.text = came ? fmt::format("the answer came to {}, which does not go on", view.client_name())
                    : fmt::format("the translated answer left {} and was not seen at {}",
                                  view.director_name(), view.client_name());
  found.ids = {lost_on_the_link,  bad_checksum,     rp_filter_drop,     dropped_by_filter,
               icmp_error_lost,   payload_address,  tuple_collision,    conntrack_lost,
               stale_destination, reply_redirected, connection_expired, reply_not_forwarded};
  return found;
}

/// Only the client's side is captured: the answer comes from an address that it never asked.
MaybeConclusion untranslated_at_client(const View& view, const Coverage&) {
  if (view.stray_at_client.empty()) return std::nullopt;
  using enum FindingId;
  Conclusion found;
  found.ids = {reply_bypasses_director, reply_redirected, reply_not_translated, conntrack_lost};
  found.at = view.client_name();
  found.text = fmt::format(
      "{} asked {} and is answered by {}: the answer was not translated back, "
      "since it went around the director, or through it without an entry",
      view.client_name(), view.service(), view.evidence.text(view.back.destination));
  add(found, first_of(view, view.request_at_client, is_any));
  add(found, view.stray_at_client.front());
  found.rules_out = {"the way there, the service, and the server: it answered"};
  found.decide = {capture_at("the director", filter_for(view, view.back.destination),
                             "whether that answer passes it")};
  return found;
}

}  // namespace hopproof::elsewhere
