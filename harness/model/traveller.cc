#include "harness/model/traveller.hh"

#include "harness/base/text.hh"
#include "harness/model/ownership.hh"
#include "harness/model/source_rewriting.hh"
#include "harness/model/way.hh"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fmt/format.h>

namespace hopproof::model {
namespace {

std::string path_of(const Node& node, Family family, const PlacedRule& rule) {
  return fmt::format("{}.{}.{}", node.name, family == Family::v4 ? "iptables" : "ip6tables",
                     rule_items(node, family)[rule.line].name);
}

bool translates_destination(const IptablesRule& rule) {
  constexpr std::array<std::string_view, 3> targets{"DNAT", "REDIRECT", "NETMAP"};
  return std::ranges::find(targets, rule.target) != targets.end();
}

/// Where a DNAT with a single address sends it; nullopt: a choice, or not known here.
std::optional<Endpoint> named_destination(const IptablesRule& rule, uint16_t port) {
  const auto option = std::ranges::find(rule.options, "--to-destination", &MatchOption::name);
  if (rule.target != "DNAT" || option == rule.options.end() || option->values.empty())
    return std::nullopt;
  if (const auto endpoint = Endpoint::parse(option->values.front())) return endpoint;
  if (const auto address = IpAddress::parse(option->values.front()))
    return Endpoint{*address, port};
  return std::nullopt;
}

bool may_translate(const Nftables& ruleset) {
  constexpr std::array<std::string_view, 4> words{"dnat", "snat", "redirect", "masquerade"};
  return std::ranges::any_of(
      words, [&](std::string_view word) { return ruleset.text.find(word) != std::string::npos; });
}

bool answers_for_others(const Case& deployment, const Interface& out) {
  return std::ranges::any_of(deployment.nodes, [&](const Node& node) {
    const Interface* in = node.interface_on(out.network);
    return in && in != &out &&
           (Sysctls(node).at(in->name, "proxy_arp") != 0 ||
            Sysctls(node).is_on("net.ipv6.conf." + in->name + ".proxy_ndp"));
  });
}

Place place_of(const Node& node, const std::string& item) {
  const auto find = [&](const auto& items, std::string_view section) -> std::optional<Place> {
    for (const auto& one : items)
      if (item == fmt::format("{}.{}.{}", node.name, section, one.name)) return one.place;
    return std::nullopt;
  };
  if (const auto place = find(node.routes, "routes")) return *place;
  return find(node.rules, "rules").value_or(node.place);
}

/// The line that sets a sysctl, for one interface, for all or by its other name.
Place sysctl_place(const Node& node, const std::string& name) {
  const std::string key = name.substr(name.rfind('.') + 1);
  for (const SysctlItem& item : node.sysctls)
    if (item.name == name) return item.place;
  for (const SysctlItem& item : node.sysctls)
    if (item.name.ends_with("." + key)) return item.place;
  return node.place;
}

}  // namespace

const NodeModels::Known& NodeModels::of(const Node& node, Family family) {
  const auto key = std::pair(&node, family);
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  return known_.emplace(key, Known{Routes(node), configured_rules(node, family)}).first->second;
}

Traveller::Traveller(Setting setting, const Node& from, PacketShape packet)
    : setting_(std::move(setting)), at_(&from), packet_(std::move(packet)) {
  packet_.mark = 0;
  arrive_at(from);
}

const NodeModels::Known& Traveller::here() {
  return setting_.models->of(*at_, packet_.destination.address.family());
}

void Traveller::stop(Obstacle obstacle) {
  if (state_ == State::unknown) return;
  state_ = State::stopped;
  obstacle_ = std::move(obstacle);
}

void Traveller::give_up(std::string what) {
  state_ = State::unknown;
  doubt(what);
}

void Traveller::doubt(const std::string& what) {
  if (undecided_.empty()) undecided_ = what;
}

Obstacle Traveller::obstacle_of(Obstacle::Kind kind) const {
  Obstacle found;
  found.kind = kind;
  found.node = at_;
  found.is_reply = setting_.is_reply;
  found.subject = packet_.destination.address;
  found.source = packet_.source.address;
  found.source_port = packet_.source.port;
  found.port = packet_.destination.port;
  found.protocol = packet_.protocol;
  found.interface = packet_.in;
  found.place = at_->place;
  return found;
}

std::string Traveller::tracked_state() const {
  if (!setting_.is_reply) return "NEW";
  const bool known = std::ranges::find(setting_.passed, at_) != setting_.passed.end();
  return known ? "ESTABLISHED" : "";
}

void Traveller::arrive_at(const Node& node) {
  at_ = &node;
  passed_.push_back(&node);
  if (node.nftables.empty()) return;
  if (may_translate(node.nftables)) return give_up(node.name + ".nftables");
  doubt(node.name + ".nftables");
}

bool Traveller::pass(const HookStop& stop_at) {
  const Family family = packet_.destination.address.family();
  const FilterAnswer answer = filter(here().rules, {stop_at});
  packet_.mark = answer.mark;
  if (!answer.rule) return true;
  const std::string item = path_of(*at_, family, *answer.rule);
  if (answer.kind == FilterAnswer::Kind::cannot_tell) return doubt(item), true;
  Obstacle found = obstacle_of(Obstacle::Kind::filtered);
  found.item = item;
  found.table = answer.rule->rule->table;
  found.chain = chain_of(stop_at.hook);
  const PacketShape& seen = stop_at.packet;
  found.source = seen.source.address;
  found.source_port = seen.source.port;
  found.subject = seen.destination.address;
  found.port = seen.destination.port;
  found.place = rule_items(*at_, family)[answer.rule->line].place;
  return stop(std::move(found)), false;
}

bool Traveller::refuse(const RouteDecision& decision, const IpAddress& subject) {
  using Kind = RouteDecision::Kind;
  if (decision.kind != Kind::no_route && decision.kind != Kind::refused) return false;
  Obstacle found = obstacle_of(Obstacle::Kind::refused);
  found.subject = subject;
  found.item = decision.item;
  found.sysctl = decision.sysctl;
  if (!decision.sysctl.empty()) {
    found.kind = Obstacle::Kind::sysctl;
    found.place = sysctl_place(*at_, decision.sysctl);
  } else if (decision.kind == Kind::no_route) {
    found.kind = Obstacle::Kind::no_route;
  } else if (decision.item.empty()) {
    const bool own = at_->owns(packet_.source.address) && !packet_.in.empty();
    if (!own) return give_up("the kernel of " + at_->name), true;
    found.kind = Obstacle::Kind::martian;
  } else {
    found.place = place_of(*at_, decision.item);
  }
  return stop(std::move(found)), true;
}

void Traveller::send() {
  if (state_ != State::under_way) return;
  packet_.state = tracked_state();
  packet_.in.clear();
  way_ = routes().sent(packet_.destination.address, packet_.source.address);
  if (refuse(way_, packet_.destination.address)) return;
  if (!way_.leaves()) {
    if (way_.is_local())
      state_ = State::arrived;
    else
      give_up("a broadcast");
    return;
  }
  packet_.out = way_.output();
  if (!pass({.hook = Hook::output, .packet = packet_})) return;
  if (packet_.mark != 0 && routes().fib().has_rules(packet_.destination.address.family()))
    return give_up("a mark at " + at_->name);
  translate_destination("OUTPUT");
  if (state_ == State::under_way) leave(way_, packet_);
}

void Traveller::leave(const RouteDecision& way, const PacketShape& seen) {
  if (state_ != State::under_way || refuse(way, packet_.destination.address)) return;
  if (!way.leaves()) return give_up("what is local to " + at_->name);
  way_ = way;
  PacketShape packet = seen;
  packet.out = way.output();
  packet.in.clear();
  packet.mark = packet_.mark;
  if (!pass({.hook = Hook::postrouting, .packet = packet})) return;
  if (setting_.is_reply)
    reverse(false);
  else if (!seen.by_ipvs)
    translate_source();
}

void Traveller::travel(const Node* until) {
  while (state_ == State::under_way) {
    if (passed_.size() > most_hops) return stop(obstacle_of(Obstacle::Kind::not_for_anybody));
    if (!hop() || !enter()) return;
    at_until_ = until != nullptr && at_ == until;
    if (at_until_ || !route()) return;
    if (way_.is_local()) {
      state_ = State::arrived;
      return;
    }
    packet_.out = way_.output();
    if (!pass({.hook = Hook::forward, .packet = packet_})) return;
    leave(way_, packet_);
  }
}

bool Traveller::route() {
  if (state_ != State::under_way) return false;
  const Family family = packet_.destination.address.family();
  if (!packet_.mark && routes().fib().has_rules(family))
    return give_up("a mark at " + at_->name), false;
  RouteQuery query;
  query.destination = packet_.destination.address;
  query.source = packet_.source.address;
  query.input = packet_.in;
  query.mark = packet_.mark.value_or(0);
  way_ = routes().received(query);
  if (refuse(way_, query.destination)) return false;
  if (way_.kind == RouteDecision::Kind::broadcast) return give_up("a broadcast"), false;
  return true;
}

bool Traveller::hop() {
  const IpAddress next = way_.via.value_or(packet_.destination.address);
  const auto found = neighbours_of(*setting_.deployment, *at_, way_.interface, next);
  if (found.empty()) {
    const Interface* out = at_->find_interface(way_.interface);
    if (out && answers_for_others(*setting_.deployment, *out))
      return give_up("who answers for others"), false;
    Obstacle missing = obstacle_of(Obstacle::Kind::unanswered);
    missing.subject = next;
    missing.interface = way_.interface;
    missing.item = way_.item;
    missing.place = place_of(*at_, way_.item);
    return stop(std::move(missing)), false;
  }
  const bool several = std::ranges::any_of(
      found, [&](const Neighbour& one) { return one.node != found.front().node; });
  if (several) return give_up(fmt::format("who of several nodes has {}", next.text())), false;
  packet_.in = found.front().interface->name;
  packet_.out.clear();
  packet_.mark = 0;
  arrive_at(*found.front().node);
  return state_ == State::under_way;
}

bool Traveller::enter() {
  packet_.state = tracked_state();
  const auto untracking = untracking_rule(rules(), packet_);
  if (!pass({.hook = Hook::prerouting, .packet = packet_})) return false;
  const bool translated = std::ranges::any_of(
      setting_.translations, [&](const Translation& one) { return one.node == at_; });
  const bool has_nat = !setting_.is_reply && !rules().rules("nat", "PREROUTING").empty();
  if (untracking && (translated || has_nat))
    return give_up(path_of(*at_, packet_.destination.address.family(), *untracking)), false;
  if (setting_.is_reply)
    reverse(true);
  else
    translate_destination("PREROUTING");
  return state_ == State::under_way;
}

void Traveller::translate_destination(std::string_view chain) {
  if (setting_.is_reply) return;
  const ChainWalk walked = walk(rules(), "nat", chain, packet_);
  const auto candidate = std::ranges::find_if(walked.tried, [](const TriedRule& tried) {
    return translates_destination(*tried.rule.rule) && tried.fit.fit != RuleFit::Fit::excluded;
  });
  if (candidate == walked.tried.end()) return;
  const bool certain = walked.end && walked.end->rule == candidate->rule.rule;
  const auto to = named_destination(*candidate->rule.rule, packet_.destination.port);
  if (!certain || !to || chain == "OUTPUT")
    return give_up(path_of(*at_, packet_.destination.address.family(), candidate->rule));
  translations_.push_back({at_, false, packet_.destination, *to});
  packet_.destination = *to;
}

void Traveller::translate_source() {
  const Family family = packet_.destination.address.family();
  PacketShape seen = packet_;
  seen.out = way_.output();
  seen.in.clear();
  auto found = source_rewriting(rules(), seen, true);
  if (!found.may_happen()) return;
  if (found.rule->rule->target == "MASQUERADE")
    found.source = routes().masquerade_source(packet_.destination.address);
  if (found.kind != SourceRewriting::Kind::rewritten || !found.source)
    return give_up(path_of(*at_, family, *found.rule));
  const Endpoint to{*found.source, 0};
  translations_.push_back({at_, true, packet_.source, to});
  packet_.source = to;
}

/// Of the connections that a node tracks, answers get back what was there before.
void Traveller::reverse(bool of_source) {
  for (const Translation& one : setting_.translations) {
    if (one.node != at_ || one.of_source != of_source) continue;
    Endpoint& turned = of_source ? packet_.destination : packet_.source;
    if (turned.address == one.after.address) turned = one.before;
  }
}

}  // namespace hopproof::model
