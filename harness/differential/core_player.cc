#include "harness/differential/core_player.hh"

#include "engine/core/wire/packet.hh"
#include "engine/netfilter/translation/ipvsadm_view.hh"
#include "engine/packets/plain_packet.hh"
#include "harness/base/error.hh"
#include "harness/base/protocol.hh"
#include "harness/differential/local_stack.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::differential {

namespace {

/// "ipvs: add totalconns for dest" came in the middle of this stable series.
bool counts_active_twice(std::string_view kernel_release) {
  constexpr std::string_view series = "6.12.";
  constexpr uint64_t first = 105;
  if (!kernel_release.starts_with(series)) return false;
  kernel_release.remove_prefix(series.size());
  const size_t end =
      std::min(kernel_release.find_first_not_of("0123456789"), kernel_release.size());
  return parse_number(kernel_release.substr(0, end), 1'000).value_or(0) >= first;
}

}  // namespace

struct CorePlayer::OpenRoads : core::Surroundings {
  core::Route route_to(const IpAddress& address) const override {
    return {
        .reachable = true, .local = is_own(address), .mtu = 1500, .source = own_address(address)};
  }
};

CorePlayer::CorePlayer() : roads_(std::make_unique<OpenRoads>()) {}
CorePlayer::~CorePlayer() = default;

void CorePlayer::be_like(std::string_view kernel_release) {
  limits_.active_load = counts_active_twice(kernel_release) ? 257 : 256;
}

void CorePlayer::begin() {
  constexpr uint64_t seed = 1;
  nat_ = std::make_unique<core::Nat>(*roads_, seed, limits_);
  states_.clear();
}

std::string CorePlayer::ipvsadm(std::string_view line) {
  const auto parsed = parse_ipvsadm(line);
  const auto* command = std::get_if<IpvsadmCommand>(&parsed);
  if (command == nullptr) return "refused";
  nat_->expire(now_);
  const auto refused = nat_->apply(*command);
  if (refused && refused->is_unsupported()) throw MissingCapability(refused->text);
  return refused ? "refused" : "";
}

void CorePlayer::set_sysctl(std::string_view name, std::string_view value) {
  const auto number = parse_number(value, 1 << 30);
  nat_->expire(now_);
  if (!number || nat_->set(name, static_cast<int>(*number)) != core::Settings::Outcome::done)
    throw HostError(fmt::format("the core does not take {} {}", name, value));
}

std::vector<Seen> CorePlayer::send(bool from_client, const Bytes& packet) {
  Bytes bytes = packet;
  if (!is_received(bytes)) return {};
  if (!from_client) decrement_hops(bytes);
  return judge(from_client ? core::Hook::input : core::Hook::forward, std::move(bytes));
}

std::vector<Seen> CorePlayer::judge(core::Hook hook, Bytes packet) {
  core::Arrival arrival;
  arrival.hook = hook;
  if (hook == core::Hook::input) arrival.mark = mark_of(packet);
  const core::Verdict verdict = nat_->handle(packet, arrival, now_);
  watch_states();
  switch (verdict.action) {
    case core::Action::send:
      return {{false, std::move(packet)}};
    case core::Action::accept:
      return {{true, std::move(packet)}};
    case core::Action::answer:
      return {{hook == core::Hook::input, Bytes(verdict.answer.begin(), verdict.answer.end())}};
    case core::Action::pass:
      if (hook == core::Hook::forward) return {{true, std::move(packet)}};
      if (auto answer = local_answer(packet)) return {{true, std::move(*answer)}};
      return {};
    default:
      return {};
  }
}

/// Templates have no states to go through: their client port is 0.
void CorePlayer::watch_states() {
  std::map<std::string, std::string> now;
  for (const core::ConnectionView& view : nat_->connections(now_)) {
    if (view.client.port == 0) continue;
    const std::string name = fmt::format("{} {} {} {}", view.protocol, view.client.text(),
                                         view.virtual_service.text(), view.destination.text());
    const auto before = states_.find(name);
    const std::string from = before == states_.end() ? "new" : before->second;
    if (from != view.state)
      ++transitions_[fmt::format("{} {} > {}", protocol::listed_name(view.protocol), from,
                                 view.state)];
    now.emplace(name, view.state);
  }
  states_ = std::move(now);
}

std::vector<director::ConnectionRow> CorePlayer::connections() {
  nat_->expire(now_);
  IpvsadmCommand list;
  list.numeric = list.connections = true;
  return director::parse_connections(netfilter::list_connections(list, nat_->connections(now_)));
}

std::vector<director::CounterRow> CorePlayer::counters() {
  IpvsadmCommand list;
  list.numeric = list.stats = list.exact = true;
  return director::parse_counters(netfilter::list_services(list, nat_->services()));
}

}  // namespace hopproof::differential
