#include "harness/base/protocol.hh"
#include "harness/case/findings/finding_kind.hh"
#include "harness/elsewhere/conclusion.hh"

#include <algorithm>
#include <array>

#include <fmt/args.h>
#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

enum class Where : uint8_t { client, director, server };

/// A cause, the host where a command tells whether it is the one, and what the answer then is.
struct Decider {
  FindingId id;
  Where where;
  const char*
      command;  ///< with {cip}, {vip}, {vport}, {rip}, {port}, {source}: what the server sees
  const char* reading;
};

constexpr std::array deciders{
    Decider{FindingId::no_route_to_vip, Where::client, "ip route get {vip}", "an error: no route"},
    Decider{FindingId::vip_arp_unanswered, Where::client, "ip neigh show {vip}",
            "FAILED or INCOMPLETE: nobody answers ARP for the VIP"},
    Decider{FindingId::request_not_forwarded, Where::client, "traceroute -n -T -p {vport} {vip}",
            "the last router that answers does not forward it"},
    Decider{FindingId::rp_filter_drop, Where::director, "nstat -az TcpExtIPReversePathFilter",
            "it grows: the reverse path filter drops the packet"},
    Decider{FindingId::request_dropped_by_input_filter, Where::director,
            "iptables-save -c -t filter; nft list ruleset",
            "a counter of a DROP or REJECT in INPUT grows"},
    Decider{FindingId::vip_not_on_director, Where::director, "ip route get {vip}",
            "not local: the VIP is not on the director"},
    Decider{FindingId::no_matching_service, Where::director, "ipvsadm -Ln",
            "no service {vip}:{vport}"},
    Decider{FindingId::service_without_servers, Where::director, "ipvsadm -Ln",
            "the service {vip}:{vport} has no server"},
    Decider{FindingId::all_weights_zero, Where::director, "ipvsadm -Ln",
            "every server of {vip}:{vport} has weight 0"},
    Decider{FindingId::answered_by_the_director, Where::director, "ss -lntup 'sport = :{vport}'",
            "a program listens there"},
    Decider{FindingId::connection_expired, Where::director, "ipvsadm -Lnc | grep {cip}",
            "no row: the entry has expired"},
    Decider{FindingId::stale_destination, Where::director, "ipvsadm -Lnc | grep {cip}; ipvsadm -Ln",
            "the row names a server that the list does not have, or with weight 0"},
    Decider{FindingId::server_unreachable, Where::director,
            "ip route get {rip}; ip neigh show {rip}",
            "an error, FAILED or INCOMPLETE: the server is not reached"},
    Decider{FindingId::masquerade_port_exhausted, Where::director,
            "conntrack -S | grep -v 'drop=0'", "drop grows: no port is left"},
    Decider{FindingId::tuple_collision, Where::director, "ipvsadm -Lnc | grep {cip}",
            "two rows of the same ends, with different virtual addresses"},
    Decider{FindingId::conntrack_lost, Where::director, "conntrack -L -s {cip}",
            "no entry for a connection that is open"},
    Decider{FindingId::lost_on_the_link, Where::director, "ip neigh show {rip}",
            "another MAC address than the server's, or a switch that filters"},
    Decider{FindingId::dropped_at_server, Where::server, "iptables-save -c; nft list ruleset",
            "the counter of a DROP or REJECT in INPUT grows"},
    Decider{FindingId::server_refused, Where::server, "ss -lntup 'sport = :{port}'",
            "nothing listens there"},
    Decider{FindingId::server_refuses_vip, Where::server, "ip -br addr | grep {vip}",
            "nothing: the server does not have the address it is asked for"},
    Decider{FindingId::reply_has_no_route, Where::server, "ip route get {source} from {rip}",
            "an error: no way back"},
    Decider{FindingId::reply_bypasses_director, Where::server, "ip route get {source} from {rip}",
            "the next hop is not the director"},
    Decider{FindingId::reply_redirected, Where::server, "ip route get {source} from {rip}",
            "<redirected>: it learned the way from an ICMP redirect"},
    Decider{FindingId::source_is_local, Where::server, "ip route get {source}",
            "local: the source is its own address"},
    Decider{FindingId::reply_not_forwarded, Where::director, "sysctl net.ipv4.ip_forward",
            "0: the director does not forward"},
    Decider{FindingId::reply_dropped_by_forward_filter, Where::director,
            "iptables-save -c -t filter; nft list ruleset",
            "a counter of a DROP or REJECT in FORWARD grows"},
    Decider{FindingId::reply_dropped_as_invalid, Where::director,
            "iptables-save -c | grep -i invalid", "its counter grows"},
    Decider{FindingId::reply_not_translated, Where::director, "ipvsadm -Lnc | grep {cip}",
            "no row for the connection"},
    Decider{FindingId::dropped_by_filter, Where::director, "iptables-save -c; nft list ruleset",
            "a counter of a DROP or REJECT grows"},
};

std::string filled(const char* text, const View& view) {
  const auto address = [&](const Endpoint& end) { return view.evidence.names.text(end.address); };
  fmt::dynamic_format_arg_store<fmt::format_context> words;
  words.push_back(fmt::arg("cip", address(view.front.source)));
  words.push_back(fmt::arg("vip", address(view.front.destination)));
  words.push_back(fmt::arg("vport", view.front.destination.port));
  words.push_back(fmt::arg("rip", address(view.back.destination)));
  words.push_back(fmt::arg("port", view.back.destination.port));
  words.push_back(fmt::arg("source", address(view.back.source)));
  return fmt::vformat(text, words);
}

std::string host(const View& view, Where where) {
  if (where == Where::client) return view.client_name();
  if (where == Where::director) return view.director_name();
  return view.is_rewritten() || view.server >= 0 ? view.server_name() : "each real server";
}

}  // namespace

std::vector<verdict::RemedyResult> deciding_commands(const View& view,
                                                     const std::vector<FindingId>& ids) {
  std::vector<verdict::RemedyResult> commands;
  for (const FindingId id : ids)
    for (const Decider& decider : deciders) {
      if (decider.id != id) continue;
      const verdict::RemedyResult command{
          host(view, decider.where), filled(decider.command, view),
          fmt::format("{}: {}", word(id), filled(decider.reading, view))};
      const auto same = std::ranges::find_if(commands, [&](const auto& other) {
        return other.node == command.node && other.command == command.command;
      });
      if (same == commands.end())
        commands.push_back(command);
      else
        same->note += "; " + command.note;
    }
  return commands;
}

}  // namespace hopproof::elsewhere
