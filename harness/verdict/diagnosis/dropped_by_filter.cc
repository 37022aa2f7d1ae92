#include "harness/base/protocol.hh"
#include "harness/base/text.hh"
#include "harness/verdict/diagnosis/filter.hh"
#include "harness/verdict/diagnosis/halt.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

using Chains = std::vector<std::string_view>;

/// Which part of the way a packet was on: other causes take effect in between.
enum class Stage { request, behind_ipvs, answer, error };

/// A packet of the connection at a node that may have taken it: which chains it meets there, and
/// how they see it. What NAT may have changed by then is not known.
struct Stand {
  std::string node;
  Chains chains;
  model::PacketShape packet;
  std::string what;                       ///< "the request"
  const trace::Crossing* seen = nullptr;  ///< where it was last
  Stage stage = Stage::request;
};

/// All places where a packet of one connection was not seen again.
class Stands {
 public:
  explicit Stands(const Incident& incident) : incident_(incident) {}

  std::vector<Stand> all() {
    stage_ = Stage::request;
    leaving_the_client();
    coming_in(incident_.flow().request, "the request");
    neighbours();
    stage_ = Stage::behind_ipvs;
    leaving_the_director();
    stage_ = Stage::answer;
    leaving_the_server();
    coming_in(incident_.flow().reply, "the answer");
    stage_ = Stage::error;
    coming_in(incident_.flow().errors, "the ICMP error");
    own_errors();
    return std::move(stands_);
  }

 private:
  void add(std::string node, Chains chains, model::PacketShape packet, std::string what,
           const trace::Crossing* seen = nullptr) {
    stands_.push_back(
        {std::move(node), std::move(chains), std::move(packet), std::move(what), seen, stage_});
  }

  void leaving_the_client() {
    const trace::FlowKey& flow = incident_.exchange().flow;
    if (incident_.departure() || flow.remote.address.is_unspecified()) return;
    add(incident_.client(), {"OUTPUT", "POSTROUTING"},
        model::packet_between(flow.protocol, flow.local, flow.remote), "its own request");
  }

  /// Behind the director the request is one that IPVS sent on.
  Stage stage_of(const trace::Crossing& end) const {
    const trace::Crossing* dispatch = incident_.dispatch();
    const bool behind = stage_ == Stage::request && dispatch && end.time_ns >= dispatch->time_ns;
    return behind ? Stage::behind_ipvs : stage_;
  }

  void coming_in(const std::vector<int>& journeys, const std::string& what) {
    const Stage stage = stage_;
    for (const trace::Crossing* end : incident_.ends(journeys)) {
      if (!end->received || end->to.empty() || !end->packet.is_ip) continue;
      stage_ = stage_of(*end);
      const model::PacketShape packet = shape_of(*end);
      const bool own = incident_.owns(end->to, packet.destination.address);
      const bool translated = may_translate(incident_, end->to, packet);
      Chains chains = own ? Chains{"PREROUTING", "INPUT"} : Chains{"PREROUTING"};
      if (!own && !translated) chains.insert(chains.end(), {"FORWARD", "POSTROUTING"});
      add(end->to, chains, packet, what, end);
      if (translated) {
        model::PacketShape rewritten = packet;  // a DNAT of the node sent it on
        rewritten.destination = {};
        add(end->to, {"FORWARD", "POSTROUTING"}, rewritten, what, end);
      }
      stage_ = stage;
    }
  }

  /// IPVS sends requests on by LOCAL_OUT (ip_vs_nat_send_or_cont). To a server of the director's
  /// own they go up, and its answer leaves with RIP or VIP as its source, as the table sees it.
  void leaving_the_director() {
    const trace::Crossing* arrival = incident_.arrival();
    if ((!arrival && !incident_.is_client_on_director()) || incident_.dispatch()) return;
    const trace::FlowKey& flow = incident_.exchange().flow;
    const Endpoint& server = incident_.connection().roles.server_address;
    model::PacketShape packet =
        arrival ? shape_of(*arrival) : model::packet_between(flow.protocol, flow.local, server);
    packet.destination = server;
    if (incident_.owns(incident_.director(), server.address)) {
      packet = reversed(packet);
      packet.source = {};
      add(incident_.director(), {"OUTPUT", "POSTROUTING"}, packet, "the answer of its own server",
          arrival);
      return;
    }
    packet.in.clear();
    packet.by_ipvs = true;
    add(incident_.director(), {"OUTPUT", "POSTROUTING"}, packet, "the request behind IPVS",
        arrival);
  }

  void leaving_the_server() {
    const trace::Crossing* delivery = incident_.delivery();
    if (!delivery || incident_.answer() || incident_.server() == incident_.director()) return;
    add(incident_.server(), {"OUTPUT", "POSTROUTING"}, reversed(shape_of(*delivery)),
        "its own answer", delivery);
  }

  /// IPv6 asks for its neighbours with packets that filters see (RFC 4861): a packet that waits
  /// for the answer is not seen at all.
  void neighbours() {
    const Stage stage = stage_;
    for (const Halt& halt : halts(incident_)) {
      const auto hop = next_hop_of(incident_, halt);
      if (!hop || hop->is_v4()) continue;
      stage_ = halt.back                           ? Stage::answer
               : halt.node == incident_.director() ? Stage::behind_ipvs
                                                   : Stage::request;
      neighbours_of(halt.node, *hop);
      stage_ = stage;
    }
  }

  void neighbours_of(const std::string& node, const IpAddress& hop) {
    for (const trace::Crossing& crossing : incident_.trace().crossings) {
      const trace::ArpMessage* message = crossing.packet.neighbour_message();
      if (!message || !crossing.packet.is_ip || !crossing.received) continue;
      const bool asks = message->is_request && message->target == hop && crossing.from == node;
      const bool tells = !message->is_request && message->sender == hop && crossing.to == node;
      if (!(asks && incident_.owns(crossing.to, hop)) && !tells) continue;
      const model::PacketShape packet = shape_of(crossing);
      add(crossing.to, {"PREROUTING", "INPUT"}, packet,
          asks ? "the neighbour solicitation" : "the neighbour advertisement", &crossing);
      if (asks)
        add(crossing.to, {"OUTPUT", "POSTROUTING"},
            model::packet_between(protocol::icmp6, {hop, 0}, {}), "its own neighbour advertisement",
            &crossing);
    }
  }

  /// Of what it did not pass on a node would have told the sender.
  void own_errors() {
    for (const auto* journeys : {&incident_.flow().request, &incident_.flow().reply}) {
      for (const trace::Crossing* end : incident_.ends(*journeys)) {
        if (!end->received || end->to.empty() || !end->packet.is_ip) continue;
        if (incident_.owns(end->to, end->packet.destination)) continue;
        model::PacketShape packet;
        packet.protocol = end->packet.source.is_v4() ? protocol::icmp : protocol::icmp6;
        packet.destination.address = end->packet.source;
        add(end->to, {"OUTPUT", "POSTROUTING"}, packet, "its own ICMP error", end);
      }
    }
  }

  const Incident& incident_;
  Stage stage_ = Stage::request;
  std::vector<Stand> stands_;
};

/// NAT may leave one end unknown.
bool is_v4(const model::PacketShape& packet) {
  return (packet.source.address.is_unspecified() ? packet.destination : packet.source)
      .address.is_v4();
}

/// What an ACCEPT for this packet names, as iptables takes it.
std::string iptables_terms(const model::PacketShape& packet) {
  std::string terms;
  if (!packet.source.address.is_unspecified())
    terms += fmt::format("-s {} ", packet.source.address.text());
  if (!packet.destination.address.is_unspecified())
    terms += fmt::format("-d {} ", packet.destination.address.text());
  return terms + fmt::format("-p {}", packet.protocol == protocol::icmp6
                                          ? "icmpv6"
                                          : protocol::name(packet.protocol));
}

/// The same as nft takes it.
std::string nft_terms(const model::PacketShape& packet) {
  const char* family = is_v4(packet) ? "ip" : "ip6";
  std::string terms;
  if (!packet.source.address.is_unspecified())
    terms += fmt::format(" {} saddr {}", family, packet.source.address.text());
  if (!packet.destination.address.is_unspecified())
    terms += fmt::format(" {} daddr {}", family, packet.destination.address.text());
  return terms.empty() ? fmt::format(" meta l4proto {}", packet.protocol) : terms;
}

bool is_discovery(const Stand& stand) {
  return stand.seen && stand.seen->packet.neighbour && stand.packet.protocol == protocol::icmp6;
}

/// What an ACCEPT has to name. A client that is its own director sends to the VIP, and behind IPVS
/// to the server: both meet OUTPUT.
model::PacketShape to_accept(const Incident& incident, const Stand& stand) {
  model::PacketShape packet = stand.packet;
  if (incident.is_client_on_director() && stand.node == incident.director() &&
      stand.chains.front() == "OUTPUT" && !packet.source.address.is_unspecified())
    packet.destination = {};
  return packet;
}

FindingResult dropped_by(const Incident& incident, const Stand& stand, const RuleFact& rule) {
  Finding finding(incident, stand.node,
                  fmt::format("{} {}s {} in {}{}{}", stand.node,
                              rule.rule.target == "REJECT" ? "reject" : "drop", stand.what,
                              rule.rule.chain, of_table(rule), rule.policy ? " (the policy)" : ""));
  finding.cite(stand.seen, "and nothing behind it").rule(stand.node, rule);
  const bool forwarded = std::ranges::find(stand.chains, "FORWARD") != stand.chains.end();
  const bool both = forwarded && takes_both_ways(rule, stand.packet);
  finding.remedy(stand.node, accept_before(rule, iptables_terms(to_accept(incident, stand))),
                 is_discovery(stand) ? "one layer: neighbours first, then the packets themselves"
                 : both              ? "with the next line"
                                     : "");
  if (both)
    finding.remedy(stand.node, accept_before(rule, iptables_terms(reversed(stand.packet))),
                   "for the way back");
  return finding.take();
}

FindingResult dropped_by(const Incident& incident, const Stand& stand, const NftRuleFact& rule) {
  const std::string chain = fmt::format("{} {} {}", rule.family, rule.table, rule.chain);
  Finding finding(incident, stand.node,
                  fmt::format("{} {}s {} in the nftables chain {}{}", stand.node,
                              rule.verdict == "reject" ? "reject" : "drop", stand.what, chain,
                              rule.policy ? " (the policy)" : ""));
  finding.cite(stand.seen, "and nothing behind it");
  const std::string counted =
      rule.moved ? fmt::format("took {} packet{}", *rule.moved, *rule.moved == 1 ? "" : "s")
                 : "does not count; no rule that counts took it";
  finding.say(
      fmt::format("{}: nft list chain {}: \"{}\" {}", stand.node, chain, rule.text, counted));
  finding.remedy(stand.node,
                 fmt::format("nft insert rule {}{} accept", chain, nft_terms(stand.packet)));
  return finding.take();
}

/// The first rule of these chains that drops, and did so in this step (`counts`), or may have. A
/// chain of the user's own is jumped to from any of them.
const NftRuleFact* nft_rule(const Incident& incident, const Stand& stand, bool counts) {
  const NodeFacts* facts = incident.facts(stand.node);
  if (!facts) return nullptr;
  const auto meets = [&](const NftRuleFact& rule) {
    return rule.hook.empty() ||
           std::ranges::find(stand.chains, raised(rule.hook)) != stand.chains.end();
  };
  const auto found = std::ranges::find_if(facts->nft, [&](const NftRuleFact& rule) {
    const bool drops = rule.policy || rule.verdict == "drop" || rule.verdict == "reject";
    const bool other_family = rule.family == (is_v4(stand.packet) ? "ip6" : "ip");
    const bool took = counts ? rule.moved.value_or(0) > 0 : !rule.moved && !rule.hook.empty();
    return drops && took && !other_family && meets(rule);
  });
  return found == facts->nft.end() ? nullptr : &*found;
}

/// Of what a server takes in, another finding tells.
const RuleFact* iptables_rule(const Incident& incident, const Stand& stand) {
  const bool is_delivery = stand.node == incident.server() && stand.seen == incident.delivery() &&
                           stand.chains.front() == "PREROUTING";
  return is_delivery ? nullptr : dropping_rule(incident, stand.node, stand.chains, stand.packet);
}

/// These know more of the places that they are about.
bool is_told_elsewhere(const Incident& incident) {
  return icmp_error_lost(incident) || request_not_forwarded(incident) ||
         request_dropped_by_input_filter(incident) || reply_dropped_as_invalid(incident) ||
         reply_dropped_by_forward_filter(incident);
}

}  // namespace

namespace {

MaybeFinding dropped_in(const Incident& incident, const std::optional<Stage>& stage) {
  if (incident.answered() || is_told_elsewhere(incident)) return std::nullopt;
  std::vector<Stand> stands = Stands(incident).all();
  std::erase_if(stands, [&](const Stand& stand) { return stage && stand.stage != *stage; });
  for (const Stand& stand : stands) {
    if (const RuleFact* rule = iptables_rule(incident, stand))
      return dropped_by(incident, stand, *rule);
    if (const NftRuleFact* rule = nft_rule(incident, stand, true))
      return dropped_by(incident, stand, *rule);
  }
  for (const Stand& stand : stands)
    if (const NftRuleFact* rule = nft_rule(incident, stand, false))
      return dropped_by(incident, stand, *rule);
  return std::nullopt;
}

}  // namespace

MaybeFinding dropped_by_filter(const Incident& incident) {
  return dropped_in(incident, std::nullopt);
}
MaybeFinding request_dropped_by_filter(const Incident& incident) {
  return dropped_in(incident, Stage::request);
}
MaybeFinding request_dropped_behind_ipvs(const Incident& incident) {
  return dropped_in(incident, Stage::behind_ipvs);
}
MaybeFinding answer_dropped_by_filter(const Incident& incident) {
  return dropped_in(incident, Stage::answer);
}
MaybeFinding error_dropped_by_filter(const Incident& incident) {
  const auto first = dropped_by_filter(incident);
  const auto own = dropped_in(incident, Stage::error);
  return first && own && first->text == own->text ? own : std::nullopt;
}

}  // namespace hopproof::verdict
