#include "harness/base/protocol.hh"
#include "harness/base/text.hh"
#include "harness/verdict/diagnosis/filter.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

using Chains = std::vector<std::string_view>;

/// A packet of the connection at a node that may have taken it: which chains it meets there, and
/// how they see it. What NAT may have changed by then is not known.
struct Stand {
  std::string node;
  Chains chains;
  model::PacketShape packet;
  std::string what;                       ///< "the request"
  const trace::Crossing* seen = nullptr;  ///< where it was last
};

/// All places where a packet of one connection was not seen again.
class Stands {
 public:
  explicit Stands(const Incident& incident) : incident_(incident) {}

  std::vector<Stand> all() {
    leaving_the_client();
    coming_in(incident_.flow().request, "the request");
    leaving_the_director();
    leaving_the_server();
    coming_in(incident_.flow().reply, "the answer");
    coming_in(incident_.flow().errors, "the ICMP error");
    own_errors();
    return std::move(stands_);
  }

 private:
  void add(Stand stand) { stands_.push_back(std::move(stand)); }

  void leaving_the_client() {
    const trace::FlowKey& flow = incident_.exchange().flow;
    if (incident_.departure() || flow.remote.address.is_unspecified()) return;
    add({incident_.client(),
         {"OUTPUT", "POSTROUTING"},
         model::packet_between(flow.protocol, flow.local, flow.remote),
         "its own request"});
  }

  void coming_in(const std::vector<int>& journeys, const std::string& what) {
    for (const trace::Crossing* end : incident_.ends(journeys)) {
      if (!end->received || end->to.empty() || !end->packet.is_ip) continue;
      const model::PacketShape packet = shape_of(*end);
      const bool own = incident_.owns(end->to, packet.destination.address);
      add({end->to,
           own ? Chains{"PREROUTING", "INPUT"} : Chains{"PREROUTING", "FORWARD", "POSTROUTING"},
           packet, what, end});
      if (!own || !rewrites_destinations(end->to)) continue;
      model::PacketShape rewritten = packet;  // a DNAT of the node sent it on
      rewritten.destination = {};
      add({end->to, {"FORWARD", "POSTROUTING"}, rewritten, what, end});
    }
  }

  bool rewrites_destinations(const std::string& node) const {
    const NodeFacts* facts = incident_.facts(node);
    if (!facts) return false;
    const auto by_iptables = [](const RuleFact& rule) {
      return rule.rule.target == "DNAT" || rule.rule.target == "REDIRECT";
    };
    const auto by_nft = [](const NftRuleFact& rule) {
      return rule.verdict == "dnat" || rule.verdict == "redirect";
    };
    return std::ranges::any_of(facts->rules, by_iptables) ||
           std::ranges::any_of(facts->nft, by_nft);
  }

  /// IPVS sends requests on by LOCAL_OUT (ip_vs_nat_send_or_cont). To a server of the director's
  /// own they go up, and its answer leaves with RIP or VIP as its source, as the table sees it.
  void leaving_the_director() {
    if (!incident_.arrival() || incident_.dispatch()) return;
    const Endpoint& server = incident_.connection().roles.server_address;
    model::PacketShape packet = shape_of(*incident_.arrival());
    packet.destination = server;
    if (incident_.owns(incident_.director(), server.address)) {
      packet = reversed(packet);
      packet.source = {};
      add({incident_.director(),
           {"OUTPUT", "POSTROUTING"},
           packet,
           "the answer of its own server",
           incident_.arrival()});
      return;
    }
    packet.in.clear();
    packet.by_ipvs = true;
    add({incident_.director(),
         {"OUTPUT", "POSTROUTING"},
         packet,
         "the request behind IPVS",
         incident_.arrival()});
  }

  void leaving_the_server() {
    const trace::Crossing* delivery = incident_.delivery();
    if (!delivery || incident_.answer() || incident_.server() == incident_.director()) return;
    add({incident_.server(),
         {"OUTPUT", "POSTROUTING"},
         reversed(shape_of(*delivery)),
         "its own answer",
         delivery});
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
        add({end->to, {"OUTPUT", "POSTROUTING"}, packet, "its own ICMP error", end});
      }
    }
  }

  const Incident& incident_;
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

FindingResult dropped_by(const Incident& incident, const Stand& stand, const RuleFact& rule) {
  Finding finding(incident, stand.node,
                  fmt::format("{} {}s {} in {}{}{}", stand.node,
                              rule.rule.target == "REJECT" ? "reject" : "drop", stand.what,
                              rule.rule.chain, of_table(rule), rule.policy ? " (the policy)" : ""));
  finding.cite(stand.seen, "and nothing behind it").rule(stand.node, rule);
  const bool forwarded = std::ranges::find(stand.chains, "FORWARD") != stand.chains.end();
  const bool both = forwarded && takes_both_ways(rule, stand.packet);
  finding.remedy(stand.node, accept_before(rule, iptables_terms(stand.packet)),
                 both ? "with the next line" : "");
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

MaybeFinding dropped_by_filter(const Incident& incident) {
  if (incident.answered() || is_told_elsewhere(incident)) return std::nullopt;
  const std::vector<Stand> stands = Stands(incident).all();
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

}  // namespace hopproof::verdict
