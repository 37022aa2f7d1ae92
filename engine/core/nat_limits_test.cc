#include "engine/core/nat_fixture.hh"
#include "engine/packets/plain_packet.hh"
#include "harness/base/big_endian.hh"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <new>
#include <random>

// Counts every allocation of this test program, so that a path can be shown to make none.
namespace {

std::atomic<uint64_t> allocations{0};

void* counted(size_t size) {
  ++allocations;
  void* memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(size_t size) { return counted(size); }
void* operator new[](size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }

namespace hopproof::core {
namespace {

class NatLimits : public NatTest {
 protected:
  static ServiceKey web() { return tcp_service("10.0.0.1:80"); }

  /// A SYN of the client with that number, as quickly as it can be made.
  static void become(Bytes& packet, uint32_t client, uint8_t flags) {
    store32(&packet[12], 0x0a100000 + client / 60000);
    store16(&packet[20], static_cast<uint16_t>(1024 + client % 60000));
    packet[33] = flags;
  }
};

TEST_F(NatLimits, AnEstablishedFlowAllocatesNothing) {
  add(web(), {"10.0.1.2:80"});
  add(udp_service("10.0.0.1:53"), {"10.0.1.2:53"});
  const Crafted requests[] = {{.flags = ack}, {.to = "10.0.0.1:53", .protocol = protocol::udp}};
  request({.flags = syn});
  reply({.from = "10.0.1.2:80", .to = "10.0.0.2:40000", .flags = syn_ack});
  for (const Crafted& crafted : requests) request(crafted);
  reply({.from = "10.0.1.2:53", .to = "10.0.0.2:40000", .protocol = protocol::udp});

  std::vector<Bytes> packets{
      craft(requests[0]), craft(requests[1]),
      craft({.from = "10.0.1.2:80", .to = "10.0.0.2:40000", .flags = ack}),
      craft({.from = "10.0.1.2:53", .to = "10.0.0.2:40000", .protocol = protocol::udp})};
  const uint64_t before = allocations;
  std::array<uint8_t, 64> bytes;
  for (int round = 0; round < 1000; ++round) {
    for (size_t i = 0; i < packets.size(); ++i) {
      std::copy(packets[i].begin(), packets[i].end(), bytes.begin());
      Arrival arrival;
      arrival.hook = i < 2 ? Hook::input : Hook::forward;
      const std::span<uint8_t> packet(bytes.data(), packets[i].size());
      const std::array batch{packet};
      nat.prepare(batch, arrival.hook);
      const Verdict verdict = nat.handle(packet, arrival, now += Time{10});
      ASSERT_NE(verdict.connection, nullptr) << i;
    }
  }
  EXPECT_EQ(allocations, before);
  packets.clear();
}

TEST_F(NatLimits, TheCounterCounts) {
  const uint64_t before = allocations;
  std::vector<int> one(10);
  EXPECT_EQ(allocations, before + 1) << one.size();
}

TEST_F(NatLimits, TheTableIsFullAndThenNot) {
  Nat small(around, 1, Limits{3});
  ServerOptions options = masquerade();
  small.add_service(web(), scheduled("rr"));
  small.add_server(web(), *Endpoint::parse("10.0.1.2:80"), options);
  std::string verdicts;
  Bytes packet;
  const auto send = [&](uint32_t client, uint8_t flags) {
    packet = craft({.flags = flags});
    become(packet, client, flags);
    verdicts += small.handle(packet, {}, now).action == Action::send ? '.' : 'x';
  };
  for (uint32_t client = 0; client < 5; ++client) send(client, syn);
  EXPECT_EQ(verdicts, "...xx");
  send(0, ack);
  EXPECT_EQ(verdicts, "...xx.") << "what has an entry goes on";
  wait(61);
  send(4, syn);
  EXPECT_EQ(verdicts, "...xx..") << "two have timed out";
}

uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  uint64_t pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * 4096;
}

TEST_F(NatLimits, AMillionConnectionsFitIntoHalfAGigabyte) {
  constexpr uint32_t million = 1'000'000;
  const uint64_t before = resident_bytes();
  auto big = std::make_unique<Nat>(around, 1, Limits{million});
  big->add_service(web(), scheduled("rr"));
  big->add_server(web(), *Endpoint::parse("10.0.1.2:80"), masquerade());
  const Bytes packet = craft({.flags = syn});
  std::array<uint8_t, 64> bytes;
  for (uint32_t client = 0; client < million; ++client) {
    std::copy(packet.begin(), packet.end(), bytes.begin());
    store32(&bytes[12], 0x0a100000 + client / 60000);
    store16(&bytes[20], static_cast<uint16_t>(1024 + client % 60000));
    big->handle(std::span(bytes).first(packet.size()), {}, now);
  }
  EXPECT_EQ(big->connection_count(), million);
  EXPECT_LT(resident_bytes() - before, uint64_t{512} << 20);
}

/// Clients that an attacker chose so that a hash without a key puts them together: the keyed one
/// spreads them, so a lookup costs as much as with chance clients.
TEST_F(NatLimits, ChosenClientsDoNotCollide) {
  FlowHash hash(std::random_device{}());
  constexpr uint32_t flows = 4096;
  std::vector<int> buckets(flows);
  FlowKey key{};
  key.protocol = protocol::tcp;
  key.other = PackedAddress::from(*IpAddress::parse("10.0.0.1"));
  key.other_port = 80;
  for (uint32_t i = 0; i < flows; ++i) {
    // Address and port change together: sums, exclusive ors and low bits of both stay the same.
    key.client = PackedAddress::from(IpAddress::v4(0x0a000000 + i * 65536));
    key.client_port = static_cast<uint16_t>(65535 - i);
    ++buckets[hash(key) % flows];
  }
  EXPECT_LT(*std::ranges::max_element(buckets), 12) << "4096 balls in 4096 boxes";
}

}  // namespace
}  // namespace hopproof::core
