#include "harness/base/protocol.hh"
#include "harness/elsewhere/rules.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

Conclusion several(std::vector<FindingId> ids, std::string at, std::string text) {
  Conclusion conclusion;
  conclusion.ids = std::move(ids);
  conclusion.at = std::move(at);
  conclusion.text = std::move(text);
  return conclusion;
}

Sightings first_only(const Sightings& some) {
  return some.empty() ? Sightings{} : Sightings{some.front()};
}

/// Nothing that the director sends to a server can be hidden in its captures.
bool shows_servers(const View& view, const Coverage& coverage) {
  if (!coverage.is_complete(view.director)) return false;
  return std::ranges::any_of(view.found.legs, [&](const Leg& leg) {
    const auto& client = view.front.destination;
    return leg.node == view.director && leg.tuple.protocol == view.front.protocol &&
           leg.tuple.destination.address != client.address && !leg.forward.empty();
  });
}

/// The node that a packet would go to next is captured, and showed such packets.
bool would_show(const Coverage& coverage, int node, const trace::Tuple& tuple) {
  return node >= 0 && coverage.is_complete(node) && coverage.shows(node, tuple);
}

}  // namespace

std::string filter_for(const View& view, const Endpoint& service) {
  const auto protocol = protocol::tcpdump_name(view.front.protocol);
  if (service.port == 0 || view.front.protocol == protocol::icmp) return std::string(protocol);
  return fmt::format("{} port {} or icmp", protocol, service.port);
}

verdict::RemedyResult capture_at(const std::string& host, const std::string& filter,
                                 const std::string& why) {
  return {host, fmt::format("tcpdump -nni any '{}'", filter), why};
}

/// RIP:0 comes of a server that was written without a port.
MaybeConclusion port_zero(const View& view, const Coverage&) {
  const bool has_ports = view.is_tcp() || view.front.protocol == protocol::udp;
  if (!has_ports || !view.is_rewritten() || view.back.destination.port != 0 ||
      view.front.destination.port == 0)
    return std::nullopt;
  Conclusion found;
  found.certainty = Certainty::proven;
  found.ids = {FindingId::server_port_zero};
  found.at = view.director_name();
  found.text =
      fmt::format("the request is sent to port 0 of {}: the server was added without a port",
                  view.server_name());
  found.evidence = first_only(view.request_behind_director.empty() ? view.request_at_server
                                                                   : view.request_behind_director);
  found.remedy = {{view.director_name(),
                   fmt::format("ipvsadm -a -t {} -r {}:PORT -m", view.service(),
                               view.evidence.names.text(view.back.destination.address)),
                   "with the port that the server listens on; and -d for the line without"}};
  return found;
}

MaybeConclusion hairpin(const View& view, const Coverage&) {
  if (!view.is_rewritten() || view.back.source.address != view.back.destination.address)
    return std::nullopt;
  const std::string address = view.evidence.names.text(view.back.source.address);
  Conclusion found;
  found.certainty = Certainty::proven;
  found.ids = {FindingId::hairpin_to_self};
  found.at = view.director_name();
  found.text = fmt::format(
      "{} asked its own service and was chosen itself: the packet comes to it "
      "from its own address, and is dropped",
      address);
  found.evidence = first_only(view.request_behind_director.empty() ? view.request_at_server
                                                                   : view.request_behind_director);
  found.remedy = {
      {view.director_name(),
       fmt::format("iptables -t nat -A POSTROUTING -s {0} -d {0} -j MASQUERADE", address),
       "needs net.ipv4.vs.conntrack=1"}};
  return found;
}

/// Nobody but the client has captured anything of it.
MaybeConclusion only_the_client_saw(const View& view, const Coverage&) {
  if (view.request_at_client.empty() && view.request_at_director.empty()) return std::nullopt;
  const auto& seen =
      view.request_at_client.empty() ? view.request_at_director : view.request_at_client;
  Conclusion found = several({}, "",
                             fmt::format("{} asked {} and got no answer; what became of the "
                                         "request was not captured",
                                         view.client_name(), view.service()));
  found.evidence = first_only(seen);
  found.decide = {capture_at(view.director_name(), filter_for(view, view.front.destination),
                             "shows whether the request comes there; and without the port, what it "
                             "sends to a server")};
  return found;
}

/// It left the client, and the director, which was listening, has not seen it.
MaybeConclusion request_never_came(const View& view, const Coverage& coverage) {
  if (view.request_at_client.empty() || !view.request_at_director.empty()) return std::nullopt;
  int listening = -1;
  for (int node = 0; node < int(view.evidence.nodes.size()); ++node) {
    const bool named = hint_of(view.evidence.nodes[size_t(node)]) == NodeHint::director;
    if (named && would_show(coverage, node, view.front)) listening = node;
  }
  if (view.director >= 0 || !view.request_at_server.empty() || listening < 0) return std::nullopt;
  const std::string& director = view.evidence.nodes[size_t(listening)];
  Conclusion found = several({FindingId::no_route_to_vip, FindingId::lost_on_the_link,
                              FindingId::request_not_forwarded, FindingId::wrong_source_address},
                             view.client_name(),
                             fmt::format("the request left {} and never came to {}, which was "
                                         "listening",
                                         view.client_name(), director));
  found.evidence = first_only(view.request_at_client);
  found.rules_out = {"the director's services and filters: no packet came there"};
  return found;
}

/// It came to the director, and nothing left it.
MaybeConclusion director_silent(const View& view, const Coverage& coverage) {
  if (view.request_at_director.empty() || !view.request_behind_director.empty() ||
      !view.request_at_server.empty() || view.is_rewritten())
    return std::nullopt;
  const bool proven = shows_servers(view, coverage);
  const std::string& director = view.director_name();
  Conclusion found = several(
      {FindingId::rp_filter_drop, FindingId::request_dropped_by_input_filter,
       FindingId::vip_not_on_director, FindingId::no_matching_service, FindingId::stale_destination,
       FindingId::server_unreachable, FindingId::dropped_by_filter,
       FindingId::masquerade_port_exhausted},
      director,
      proven
          ? fmt::format("the request for {} came to {} and did not leave it toward a server",
                        view.service(), director)
          : fmt::format("the request for {} came to {}; the capture there shows no packet to any "
                        "server, so it cannot be told whether its filter hides them or nothing "
                        "was sent",
                        view.service(), director));
  found.evidence = first_only(view.request_at_director);
  if (!proven)
    found.decide = {capture_at(
        director, fmt::format("{} or icmp or arp", protocol::tcpdump_name(view.front.protocol)),
        "without the port: the server's may be another one")};
  return found;
}

/// The director sent it on, and nobody has captured anything at the server.
MaybeConclusion server_unseen(const View& view, const Coverage&) {
  if (view.request_behind_director.empty() || view.server >= 0 || !view.reply_at_director.empty())
    return std::nullopt;
  std::vector<FindingId> ids{FindingId::lost_on_the_link, FindingId::dropped_at_server,
                             FindingId::reply_has_no_route};
  if (!view.is_masqueraded()) ids.insert(ids.begin(), FindingId::reply_bypasses_director);
  const std::string server = view.evidence.text(view.back.destination);
  Conclusion found = several(
      std::move(ids), view.server_name(),
      fmt::format("{} rewrote {} to {}{} and sent the request on; no answer came back to it, and "
                  "what {} did was not captured",
                  view.director_name(), view.service(), server,
                  view.is_masqueraded() ? "" : ", left the source as it was", view.server_name()));
  found.evidence = first_only(view.request_at_director);
  found.evidence.push_back(view.request_behind_director.front());
  found.rules_out = {"the service, and the filters before it: the request was scheduled"};
  found.decide = {capture_at(view.server_name(), filter_for(view, view.back.destination),
                             "whether the request comes there, and where its answer goes")};
  return found;
}

/// The director sent it, and the server, which was listening, has not seen it.
MaybeConclusion lost_to_server(const View& view, const Coverage& coverage) {
  if (view.request_behind_director.empty() || !view.request_at_server.empty()) return std::nullopt;
  for (int node = 0; node < int(view.evidence.nodes.size()); ++node) {
    const bool is_server = node != view.director && node != view.client &&
                           view.evidence.packets.size() > 0 &&
                           coverage.owns(node, view.back.destination.address);
    if (!is_server || !coverage.is_complete(node)) continue;
    const std::string& server = view.evidence.nodes[size_t(node)];
    Conclusion found = several({FindingId::lost_on_the_link, FindingId::server_unreachable}, server,
                               fmt::format("the request left {} toward {} and was not seen there",
                                           view.director_name(), server));
    found.evidence = {view.request_behind_director.front()};
    found.rules_out = {"filters and routes of the server: no packet came there"};
    return found;
  }
  return std::nullopt;
}

}  // namespace hopproof::elsewhere
