#include "engine/core/crafted_packet.hh"
#include "engine/core/nat.hh"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

using namespace hopproof;
using namespace hopproof::core;

struct Nowhere : Surroundings {
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
  nat.add_server(key, *Endpoint::parse(v4 ? "10.0.1.2:8080" : "[fd01::2]:8080"), masquerade());
  nat.add_server(key, *Endpoint::parse(v4 ? "127.0.0.1:8080" : "[::1]:8080"), masquerade());
}

void configure(Nat& nat) {
  add_service(nat, "10.0.0.1:80", ServiceKey::Kind::tcp, false);
  add_service(nat, "10.0.0.1:53", ServiceKey::Kind::udp, true);
  add_service(nat, "[fd00::1]:80", ServiceKey::Kind::tcp, true);
  nat.set("sloppy_tcp", 1);
}

/// What a good packet must not become: the fuzzer's own oracle.
void check(const Verdict& verdict, const Bytes& before, const Bytes& after) {
  if ((verdict.action == Action::pass || verdict.action == Action::answer) && verdict.connection)
    __builtin_trap();
  if (verdict.action == Action::pass && before != after) __builtin_trap();
  if (after.size() != before.size()) __builtin_trap();
}

}  // namespace

/// Input: packets, each after a byte for hook and clock and two for its length.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Nowhere surroundings;
  Nat nat(surroundings, 1, Limits{64});
  configure(nat);
  Time now{0};
  while (size > 3) {
    const uint8_t control = data[0];
    const size_t length = std::min<size_t>(load16(data + 1), size - 3);
    Bytes packet(data + 3, data + 3 + length);
    data += 3 + length, size -= 3 + length;
    now += Time{(control >> 2) * 1000};
    Arrival arrival;
    arrival.hook = static_cast<Hook>(control % 3);
    const Bytes before = packet;
    const Verdict verdict = nat.handle(packet, arrival, now);
    check(verdict, before, packet);
  }
  return 0;
}
