#include "harness/model/source_rewriting.hh"
#include "harness/verdict/diagnosis/filter.hh"
#include "harness/verdict/diagnosis/pool.hh"
#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

using Rewriting = model::SourceRewriting::Kind;

/// The request behind IPVS, as POSTROUTING sees it.
model::PacketShape behind_ipvs(const Incident& incident, const trace::Crossing& dispatch) {
  model::PacketShape shape = shape_of(dispatch);
  shape.in.clear();
  shape.out = dispatch.from_interface;
  shape.by_ipvs = true;
  shape.virtual_service = incident.service();
  shape.method = Forwarding::masquerade;
  shape.state = "NEW";
  return shape;
}

/// The rule that is there for this packet: were it tracked, it would take it, or may, or it is
/// about IPVS and one term leaves the packet out.
model::SourceRewriting meant_rule(const Incident& incident, const model::PacketShape& packet) {
  const NodeFacts* facts = incident.facts(incident.director());
  if (!facts) return {};
  return model::source_rewriting(rules_of(*facts, packet.source.address.family()), packet, true);
}

/// NOTRACK, or CT --notrack, that took this connection's packets.
const RuleFact* untracking_rule(const Incident& incident) {
  const NodeFacts* facts = incident.facts(incident.director());
  if (!facts || !incident.arrival()) return nullptr;
  const model::PacketShape request = shape_of(*incident.arrival());
  const auto rules = rules_of(*facts, request.source.address.family(),
                              [](const RuleFact& rule) { return rule.moved == 0; });
  const auto found = model::untracking_rule(rules, request);
  return found ? &facts->rules[found->line] : nullptr;
}

bool is_source_unchanged(const Incident& incident, const trace::Crossing& dispatch) {
  const Endpoint source = source_of(dispatch.packet);
  return source == incident.exchange().flow.local ||
         (incident.arrival() && source == source_of(incident.arrival()->packet));
}

/// What goes wrong would not, had the request come from the director's own address.
bool would_help(const Incident& incident) {
  if (incident.answer() && incident.answer()->to == incident.director()) return false;
  return hairpin_to_self(incident) || reply_has_no_route(incident) ||
         reply_bypasses_director(incident) ||
         (incident.delivery() && request_rp_filter_drop(incident));
}

std::string name_of(const RuleFact& rule) { return rule.item.empty() ? rule.text : rule.item; }

struct Reasons {
  bool tracking_off = false;
  const RuleFact* notrack = nullptr;
  const model::SourceRewriting& rewriting;
};

std::string reason_text(const Incident& incident, const Reasons& reasons, const RuleFact& rule) {
  std::string text;
  const auto add = [&](const std::string& reason) {
    text += (text.empty() ? "" : "; and ") + reason;
  };
  if (reasons.tracking_off) add("net.ipv4.vs.conntrack is 0, so IPVS packets are untracked");
  if (reasons.notrack)
    add(fmt::format("{} makes the request untracked", name_of(*reasons.notrack)));
  if (reasons.rewriting.kind == Rewriting::excluded)
    add(fmt::format("its term '{}' excludes this packet", reasons.rewriting.term));
  if (reasons.rewriting.kind == Rewriting::unknown && !reasons.rewriting.term.empty())
    add(fmt::format("its term '{}' may exclude this packet", reasons.rewriting.term));
  if (text.empty()) text = "no reason is visible";
  return fmt::format("the masquerade rule {} of {} has no effect: {}", name_of(rule),
                     incident.director(), text);
}

void add_remedies(Finding& finding, const Incident& incident, const Reasons& reasons,
                  const RuleFact& rule) {
  const std::string& director = incident.director();
  if (reasons.tracking_off) {
    finding.remedy(director, "sysctl -w net.ipv4.vs.conntrack=1", "gone after a reboot");
  }
  if (reasons.notrack) {
    std::string line = reasons.notrack->text;
    if (const size_t at = line.find("-A "); at != std::string::npos) line.replace(at, 3, "-D ");
    finding.remedy(director, iptables_of(incident.service().address) + " " + line);
  }
  if (reasons.rewriting.kind == Rewriting::excluded && incident.dispatch()) {
    const trace::Packet& packet = incident.dispatch()->packet;
    finding.remedy(director,
                   fmt::format("{} -t nat -I POSTROUTING -m ipvs --ipvs -s {} -j {}",
                               iptables_of(packet.source), packet.source.text(),
                               rule.rule.target == "SNAT" ? "MASQUERADE" : rule.rule.target),
                   "the servers then see the director's address");
  }
}

}  // namespace

MaybeFinding masquerade_not_applied(const Incident& incident) {
  const trace::Crossing* dispatch = incident.dispatch();
  if (incident.answered() || !dispatch ||
      dispatch->packet.destination == incident.service().address ||
      !is_source_unchanged(incident, *dispatch)) {
    return std::nullopt;
  }
  const auto rewriting = meant_rule(incident, behind_ipvs(incident, *dispatch));
  if (!rewriting.rule || !would_help(incident)) return std::nullopt;
  const std::string& director = incident.director();
  const RuleFact& rule = incident.facts(director)->rules[rewriting.rule->line];
  const Reasons reasons{incident.sysctl(director, "net.ipv4.vs.conntrack") == "0",
                        untracking_rule(incident), rewriting};
  Finding finding(incident, director, reason_text(incident, reasons, rule));
  finding.cite(incident.arrival());
  finding.cite(dispatch, "behind the director, still from the client's address");
  finding.rule(director, rule).sysctl(director, "net.ipv4.vs.conntrack");
  if (reasons.notrack) finding.rule(director, *reasons.notrack);
  finding.rules_out("a missing rule: there is one");
  add_remedies(finding, incident, reasons, rule);
  return finding.take();
}

namespace {

/// How many source ports the rule leaves: "--to-ports 20000-29999", "--to-source 10.0.0.1:2000".
std::optional<uint64_t> ports_of(const IptablesRule& rule) {
  for (const MatchOption& option : rule.options) {
    if ((option.name != "--to-ports" && option.name != "--to-source") || option.values.empty())
      continue;
    std::string_view value = option.values.front();
    if (option.name == "--to-source") {
      const size_t colon = value.rfind(':');
      if (colon == value.npos) continue;
      value.remove_prefix(colon + 1);
    }
    const size_t dash = value.find('-');
    const auto low = parse_number(value.substr(0, dash), 65535);
    const auto high = dash == value.npos ? low : parse_number(value.substr(dash + 1), 65535);
    if (low && high && *low <= *high) return *high - *low + 1;
  }
  return std::nullopt;
}

/// The request toward the server that the row names, as POSTROUTING would see it.
model::PacketShape toward(const Incident& incident, const ChosenServer& row) {
  model::PacketShape shape;
  shape.protocol = row.protocol;
  shape.source = row.client;
  shape.destination = row.destination;
  shape.by_ipvs = true;
  shape.virtual_service = incident.service();
  shape.method = Forwarding::masquerade;
  shape.state = "NEW";
  return shape;
}

}  // namespace

MaybeFinding masquerade_port_exhausted(const Incident& incident) {
  const ChosenServer* row = row_now(incident);
  if (incident.answered() || !incident.arrival() || incident.dispatch() || !row ||
      incident.is_held() || incident.sysctl(incident.director(), "net.ipv4.vs.conntrack") != "1" ||
      server_unreachable(incident)) {
    return std::nullopt;
  }
  const auto rewriting = meant_rule(incident, toward(incident, *row));
  const auto ports = rewriting.rule ? ports_of(*rewriting.rule->rule) : std::nullopt;
  const auto& rows = incident.record().chosen;
  const auto others = std::ranges::count_if(rows, [&](const ChosenServer& other) {
    return other.destination == row->destination && other.client.port != 0 &&
           other.client != row->client;
  });
  if (!ports || uint64_t(others) < *ports) return std::nullopt;
  const std::string& director = incident.director();
  const RuleFact& rule = incident.facts(director)->rules[rewriting.rule->line];
  Finding finding(incident, director,
                  fmt::format("{} has {} port{} to masquerade with toward {}, and {} in use",
                              director, *ports, *ports == 1 ? "" : "s", row->destination.text(),
                              *ports == 1 ? "it is" : "they are"));
  finding.cite(incident.arrival(), "and nothing left the director");
  finding.say(fmt::format("{}: ipvsadm -Lnc: {}", director, row_text(*row)));
  finding.say(fmt::format("{} other connections to {}", others, row->destination.text()));
  finding.rule(director, rule);
  finding.rules_out("the service and its servers: the connection was scheduled");
  finding.remedy(director, "iptables -t nat -R POSTROUTING 1 ... --to-ports 1024-65535",
                 "or several addresses: SNAT --to-source A-B");
  return finding.take();
}

MaybeFinding conntrack_lost(const Incident& incident) {
  const auto before = incident.before().held_source.find(incident.exchange().hold);
  const trace::Crossing* dispatch = incident.dispatch();
  if (incident.answered() || !incident.is_midstream() || !dispatch ||
      before == incident.before().held_source.end()) {
    return std::nullopt;
  }
  const Endpoint now = source_of(dispatch->packet);
  if (now == before->second || before->second == incident.exchange().flow.local)
    return std::nullopt;
  const std::string& director = incident.director();
  Finding finding(
      incident, director,
      fmt::format("{} has lost the conntrack entry of an open connection: {} saw it come from {} "
                  "before, and now from {}",
                  director, incident.server(), before->second.text(), now.text()));
  finding.cite(incident.arrival()).cite(dispatch);
  finding.cite(incident.answer(), "the server knows no such connection");
  if (const ChosenServer* row = row_now(incident))
    finding.say(fmt::format("{}: IPVS still has it: {}", director, row_text(*row)));
  finding.rules_out("IPVS: its own entry is still there");
  finding.remedy(director, "iptables-restore --noflush",
                 "change rules without conntrack -F and without a firewall restart");
  return finding.take();
}

}  // namespace hopproof::verdict
