#include "engine/core/nat.hh"
#include "engine/packets/plain_packet.hh"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace hopproof;
using namespace hopproof::core;

struct Nearby : Surroundings {
  Route route_to(const IpAddress& address) const override {
    return {.reachable = true, .local = address.is_loopback(), .mtu = 1400, .source = address};
  }
};

ServerOptions masquerade() {
  ServerOptions options;
  options.forwarding = Forwarding::masquerade;
  return options;
}

void add_service(Nat& nat, std::string_view vip, ServiceKey::Kind kind, bool persistent) {
  ServiceKey key;
  key.kind = kind;
  key.vip = *Endpoint::parse(vip);
  key.family = key.vip.address.family();
  ServiceOptions options;
  options.scheduler = "wrr";
  if (persistent) options.persistence = 10;
  const bool v4 = key.family == Family::v4;
  nat.add_service(key, options);
  nat.add_server(key, *Endpoint::parse(v4 ? "127.0.0.1:8080" : "[::1]:8080"), masquerade());
  nat.add_server(key, *Endpoint::parse(v4 ? "10.0.1.2:8080" : "[fd01::2]:8080"), masquerade());
}

void configure(Nat& nat) {
  add_service(nat, "10.0.0.1:80", ServiceKey::Kind::tcp, false);
  add_service(nat, "10.0.0.1:53", ServiceKey::Kind::udp, true);
  add_service(nat, "[fd00::1]:80", ServiceKey::Kind::tcp, true);
  nat.set("sloppy_tcp", 1);
}

/// Packets that the services know; the input changes their bytes.
const std::array<Bytes, 9>& originals() {
  static const Bytes request = craft({});
  static const Bytes reply = craft({.from = "10.0.1.2:8080", .to = "10.0.0.2:40000", .flags = 18});
  static const Bytes request6 = craft({.from = "[fd00::2]:40000", .to = "[fd00::1]:80"});
  static const Bytes reply6 = craft({.from = "[fd01::2]:8080", .to = "[fd00::2]:40000"});
  static const std::array<Bytes, 9> all{
      request,
      reply,
      craft({.to = "10.0.0.1:53", .protocol = protocol::udp}),
      request6,
      reply6,
      icmp_error("10.0.1.2", "10.0.0.2", 3, 1, craft({.to = "10.0.1.2:8080"})),
      icmp_error("10.0.0.2", "10.0.0.1", 3, 3,
                 craft({.from = "10.0.0.1:80", .to = "10.0.0.2:40000"})),
      icmp_error("fd01::2", "fd00::2", 1, 4,
                 craft({.from = "[fd00::2]:40000", .to = "[fd01::2]:8080"})),
      icmp_error("fd00::2", "fd00::1", 1, 4,
                 craft({.from = "[fd00::1]:80", .to = "[fd00::2]:40000"})),
  };
  return all;
}

/// One of the originals with `changes` xor-ed into it, or `changes` as they are.
Bytes packet_of(uint8_t kind, std::span<const uint8_t> changes) {
  if (kind % 10 == 9) return {changes.begin(), changes.end()};
  Bytes packet = originals()[kind % 10];
  for (size_t i = 0; i < std::min(packet.size(), changes.size()); ++i) packet[i] ^= changes[i];
  const bool whole = packet.size() >= 48 && (packet[0] == 0x45 || packet[0] == 0x60);
  if (kind >= 128 && whole) finish_checksums(packet);
  return packet;
}

/// What must hold whatever came in.
void check(const Verdict& verdict, const Bytes& before, const Bytes& after) {
  const bool unchanged = verdict.action == Action::pass;
  const bool rewritten = verdict.action == Action::send || verdict.action == Action::accept ||
                         verdict.action == Action::accept_local;
  if (unchanged && before != after) __builtin_trap();
  if (rewritten != (verdict.connection != nullptr)) __builtin_trap();
  if ((verdict.action == Action::answer) == verdict.answer.empty()) __builtin_trap();
}

struct Event {
  Bytes packet;
  Arrival arrival;
  Time moment;
};

/// Each packet comes after a byte for hook and clock, one for its kind and one for its length.
std::vector<Event> events_of(const uint8_t* data, size_t size) {
  std::vector<Event> events;
  Time now{0};
  while (size > 3) {
    const uint8_t control = data[0], kind = data[1];
    const size_t length = std::min<size_t>(data[2], size - 3);
    Event event{packet_of(kind, {data + 3, length}), {}, now += Time{(control >> 2) * 1000}};
    event.arrival.hook = static_cast<Hook>(control % 3);
    events.push_back(std::move(event));
    data += 3 + length, size -= 3 + length;
  }
  return events;
}

/// A director that is given the next packets in advance decides alike.
void announce(Nat& nat, std::span<Event> next, Hook hook) {
  std::vector<std::span<uint8_t>> batch;
  for (Event& event : next) batch.push_back(event.packet);
  nat.prepare(batch, hook);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t batch = 8;
  Nearby surroundings;
  Nat nat(surroundings, 1, Limits{64}), told_before(surroundings, 1, Limits{64});
  configure(nat);
  configure(told_before);
  std::vector<Event> events = events_of(data, size);
  for (size_t i = 0; i < events.size(); ++i) {
    Event& event = events[i];
    if (i % batch == 0)
      announce(told_before, std::span(events).subspan(i, std::min(batch, events.size() - i)),
               event.arrival.hook);
    Bytes packet = event.packet;
    const Verdict verdict = nat.handle(packet, event.arrival, event.moment);
    check(verdict, event.packet, packet);
    const Verdict same = told_before.handle(event.packet, event.arrival, event.moment);
    if (same.action != verdict.action || event.packet != packet) __builtin_trap();
  }
  return 0;
}
