#include "harness/lint/obstacle_text.hh"

#include "harness/case/findings/finding_id.hh"

#include <fmt/format.h>

namespace hopproof::lint {
namespace {

using Kind = model::Obstacle::Kind;

std::string_view packet_of(const model::Obstacle& obstacle) {
  return obstacle.is_reply ? "answer" : "request";
}

bool is_reverse_path(const model::Obstacle& obstacle) {
  return obstacle.sysctl.ends_with(".rp_filter");
}

std::string sysctl_text(const model::Obstacle& obstacle) {
  if (is_reverse_path(obstacle))
    return fmt::format(
        "{} drops the {}: its route back to {} does not leave by {}, where it comes "
        "in, and {} checks that",
        obstacle.node->name, packet_of(obstacle), obstacle.source.text(), obstacle.interface,
        obstacle.sysctl);
  return fmt::format("{} has {} = 0 and does not forward the {} to {}", obstacle.node->name,
                     obstacle.sysctl, packet_of(obstacle), obstacle.subject.text());
}

std::string subject_prefix(const model::Obstacle& obstacle) {
  return fmt::format("{}/{}", obstacle.subject.text(), obstacle.subject.max_prefix());
}

/// "" where no route decided, else " (rs1.routes.gateway)"
std::string by_item(const model::Obstacle& obstacle) {
  return obstacle.item.empty() ? "" : fmt::format(" ({})", obstacle.item);
}

/// "director.iptables.guard" is removed by that tool.
std::string_view tool_of(const model::Obstacle& obstacle) {
  return obstacle.item.find(".ip6tables.") != std::string::npos ? "ip6tables" : "iptables";
}

std::string filter_remedy(const model::Obstacle& obstacle) {
  return fmt::format(
      "on {}: accept it before {}: {} -I {} -s {} -d {} -j ACCEPT (with the table "
      "and the ports of that rule)",
      obstacle.node->name, obstacle.item, tool_of(obstacle), obstacle.chain, obstacle.source.text(),
      obstacle.subject.text());
}

}  // namespace

std::string text_of(const model::Obstacle& obstacle) {
  const std::string& node = obstacle.node->name;
  const std::string_view packet = packet_of(obstacle);
  const std::string subject = obstacle.subject.text();
  switch (obstacle.kind) {
    case Kind::no_route:
      return fmt::format("{} has no route to {} for the {}", node, subject, packet);
    case Kind::refused:
      return fmt::format("{} refuses the {} to {}", obstacle.item, packet, subject);
    case Kind::sysctl:
      return sysctl_text(obstacle);
    case Kind::martian:
      return fmt::format("{} has {}, the source of the {}, itself, and drops what comes from there",
                         node, obstacle.source.text(), packet);
    case Kind::unanswered:
      return fmt::format("{} asks for {} at {}{}, and nobody there answers", node, subject,
                         obstacle.interface, by_item(obstacle));
    case Kind::filtered:
      return fmt::format("{} takes the {} from {} to {} in {}", obstacle.item, packet,
                         obstacle.source.text(), subject, obstacle.chain);
    case Kind::not_for_anybody:
      return fmt::format("the {} to {} goes round in circles", packet, subject);
    case Kind::taken_elsewhere:
      return fmt::format("the {} to {} comes to {}, which keeps it", packet, subject, node);
    case Kind::no_service:
      return fmt::format("{} has no service for {}", node,
                         Endpoint{obstacle.subject, obstacle.port}.text());
    case Kind::no_server:
      return fmt::format("the service on {} has no server", node);
    case Kind::no_weight:
      return fmt::format("every server of the service on {} has weight 0", node);
    case Kind::nobody_listens:
      return fmt::format("nobody listens on {} at {}",
                         Endpoint{obstacle.subject, obstacle.port}.text(), node);
    case Kind::to_itself:
      return fmt::format("{} is the server itself, and answers itself without the director", node);
    case Kind::bypass:
      return fmt::format("the answer does not come by {}, which translated the request", node);
    case Kind::one_packet:
      return fmt::format(
          "{} keeps no entry of one-packet scheduling (-o) and leaves the answer "
          "untranslated",
          node);
  }
  return "";
}

std::string remedy_of(const model::Obstacle& obstacle) {
  const std::string& node = obstacle.node->name;
  switch (obstacle.kind) {
    case Kind::no_route:
      return fmt::format("on {}: ip route add {} via GATEWAY", node, subject_prefix(obstacle));
    case Kind::refused:
      return fmt::format("take {} away, or put a narrower route beside it", obstacle.item);
    case Kind::sysctl:
      return is_reverse_path(obstacle)
                 ? fmt::format("on {}: sysctl -w {}=2 (loose), or give it a route to {} by {}",
                               node, obstacle.sysctl, obstacle.source.text(), obstacle.interface)
                 : fmt::format("on {}: sysctl -w {}=1", node, obstacle.sysctl);
    case Kind::martian:
      return fmt::format("on {}: take {} away from it", node, obstacle.source.text());
    case Kind::unanswered:
      return obstacle.item.find(".routes.") != std::string::npos
                 ? fmt::format("on {}: name a gateway that is on this network, or give {} to it",
                               node, obstacle.subject.text())
                 : fmt::format("give {} to the node that should answer, and let it answer ARP",
                               obstacle.subject.text());
    case Kind::filtered:
      return filter_remedy(obstacle);
    case Kind::not_for_anybody:
      return "look at the routes of the nodes that send it on";
    case Kind::taken_elsewhere:
      return fmt::format("on {}: take {} away, or send it elsewhere", node,
                         obstacle.subject.text());
    case Kind::no_service:
      return fmt::format("define the service on the address, port and protocol that arrive: {}",
                         Endpoint{obstacle.subject, obstacle.port}.text());
    case Kind::no_server:
      return "ipvsadm -a with a real server";
    case Kind::no_weight:
      return fmt::format("on {}: ipvsadm -e ... -w 1", node);
    case Kind::nobody_listens:
      return fmt::format("start the server there, or name the port that it listens on");
    case Kind::to_itself:
      return "masquerade on the director, with net.ipv4.vs.conntrack=1";
    case Kind::bypass:
      return fmt::format(
          "let the server answer by {}: ip route add {} via its address there; or "
          "masquerade on {}, with net.ipv4.vs.conntrack=1",
          node, subject_prefix(obstacle), node);
    case Kind::one_packet:
      return "take -o away from the service";
  }
  return "";
}

std::string name_of(const model::Obstacle& obstacle) {
  const bool reply = obstacle.is_reply;
  const auto of = [](FindingId id) { return std::string(word(id)); };
  switch (obstacle.kind) {
    case Kind::no_route:
    case Kind::refused:
      return of(reply ? FindingId::reply_has_no_route : FindingId::no_route_to_vip);
    case Kind::sysctl:
      if (is_reverse_path(obstacle)) return of(FindingId::rp_filter_drop);
      return of(reply ? FindingId::reply_not_forwarded : FindingId::request_not_forwarded);
    case Kind::martian:
      return of(FindingId::source_is_local);
    case Kind::unanswered:
      return "nobody-has-address";
    case Kind::filtered:
      return of(FindingId::dropped_by_filter);
    case Kind::not_for_anybody:
      return "routing-loop";
    case Kind::taken_elsewhere:
      return "address-is-elsewhere";
    case Kind::no_service:
      return of(FindingId::no_matching_service);
    case Kind::no_server:
      return of(FindingId::service_without_servers);
    case Kind::no_weight:
      return of(FindingId::all_weights_zero);
    case Kind::nobody_listens:
      return of(FindingId::server_refused);
    case Kind::to_itself:
      return of(FindingId::hairpin_to_self);
    case Kind::bypass:
      return of(FindingId::reply_bypasses_director);
    case Kind::one_packet:
      return of(FindingId::reply_not_translated);
  }
  return "";
}

}  // namespace hopproof::lint
