#include "engine/core/nat.hh"

#include "engine/core/connections/lifecycle.hh"
#include "engine/core/icmp_error.hh"
#include "engine/core/nat_state.hh"
#include "engine/core/packet_path.hh"
#include "engine/core/reply_path.hh"
#include "engine/core/request_path.hh"
#include "engine/core/wire/packet.hh"
#include "engine/core/wire/packet_key.hh"

#include <algorithm>
#include <array>

namespace hopproof::core {

namespace {

/// Looks for replies first, then for requests: the order of the kernel's two hooks at a place.
template <typename Reply, typename Request>
Verdict first_of(Reply reply, Request request) {
  const Verdict verdict = reply();
  return verdict.action != Action::pass ? verdict : request();
}

Verdict handle_icmp(NatState& nat, const Packet& packet, const Arrival& arrival) {
  const auto request = [&] { return handle_request_error(nat, packet, arrival); };
  const auto reply = [&] { return handle_reply_error(nat, packet); };
  // In FORWARD the kernel looks for errors of clients first (ip_vs_forward_icmp).
  return arrival.hook == Hook::forward ? first_of(request, reply) : first_of(reply, request);
}

Verdict handle_flow(NatState& nat, const Packet& packet, const Arrival& arrival) {
  if (arrival.hook == Hook::forward) return handle_reply(nat, packet);
  // At INPUT a reply can only be one to the director itself as client.
  if (arrival.hook == Hook::input && nat.local_clients == 0)
    return handle_request(nat, packet, arrival);
  return first_of([&] { return handle_reply(nat, packet); },
                  [&] { return handle_request(nat, packet, arrival); });
}

void advance_clock(NatState& nat, Time now) {
  nat.now = std::max(nat.now, now);
  nat.estimation.catch_up(nat);
  core::expire(nat);
}

}  // namespace

Nat::Nat(Surroundings& surroundings, uint64_t seed, Limits limits)
    : state_(std::make_unique<NatState>(surroundings, seed, limits)) {}

Nat::~Nat() = default;

Verdict Nat::handle(std::span<uint8_t> bytes, const Arrival& arrival, Time now) {
  if (now > state_->now) advance_clock(*state_, now);
  const auto packet = Packet::parse(bytes);
  if (!packet || packet->is_later_fragment()) return {};
  if (!state_->services.has_family(packet->family())) return {};
  return is_icmp(*packet) ? handle_icmp(*state_, *packet, arrival)
                          : handle_flow(*state_, *packet, arrival);
}

const Connection* Nat::twin_of(const Connection& connection) const {
  return state_->connections.find_twin(connection);
}

void Nat::prepare(std::span<const std::span<uint8_t>> packets, Hook hook) {
  ConnectionTable& table = state_->connections;
  std::array<uint64_t, most_expected> hashes;
  const auto first = packets.first(std::min(hashes.size(), packets.size()));
  const bool replies = hook == Hook::forward;
  std::ranges::transform(first, hashes.begin(), [&](std::span<uint8_t> bytes) -> uint64_t {
    const auto packet = Packet::parse(bytes);
    if (!packet || !packet->has_ports()) return 0;
    return table.hash(replies ? reply_key(*packet) : request_key(*packet));
  });
  const auto known = std::span(hashes).first(first.size());
  replies ? table.expect_replies(known) : table.expect_requests(known);
}

void Nat::account(Connection& connection, const Passage& requests, const Passage& replies,
                  Time last) {
  count_in(*state_, connection, requests.bytes, requests.packets);
  count_out(*state_, connection, replies.bytes, replies.packets);
  const Time deadline = last + Time{connection.timeout};
  if (deadline > connection.deadline) connection.deadline = deadline;
}

void Nat::expire(Time now) { advance_clock(*state_, now); }

std::optional<Time> Nat::next_expiry() const {
  const auto next = state_->connections.wheel().next();
  if (!next || !Defense::is_active(*state_)) return next;
  return std::min(*next, state_->defense.next_look());
}

void Nat::load_ftp_helper() { state_->ftp.load(); }

Settings::Outcome Nat::set(std::string_view name, int value) {
  return state_->settings.set(name, value);
}

const Settings& Nat::settings() const { return state_->settings; }

void Nat::routes_changed() { ++state_->route_generation; }

}  // namespace hopproof::core
