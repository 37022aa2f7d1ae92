#include "engine/core/crafted_packet.hh"
#include "engine/core/nat.hh"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace hopproof;
using namespace hopproof::core;

constexpr uint8_t syn = 0x02, ack = 0x10;

struct OpenRoads : Surroundings {
  Route route_to(const IpAddress&) const override { return {}; }
};

/// One service with one server, and any number of clients.
class Director {
 public:
  Director() {
    ServiceKey key;
    key.vip = *Endpoint::parse("192.0.2.1:80");
    ServiceOptions service;
    service.scheduler = "rr";
    ServerOptions server;
    server.forwarding = Forwarding::masquerade;
    nat.add_service(key, service);
    nat.add_server(key, *Endpoint::parse("192.0.2.2:80"), server);
  }

  /// Crafted once each: only the client's end differs. The core does not look at checksums.
  static Bytes request(uint32_t flow, uint8_t flags) {
    static const Bytes first =
        craft({.from = "10.0.0.2:1024", .to = "192.0.2.1:80", .flags = ack, .payload = payload});
    Bytes packet = first;
    put_client(packet, source_at, source_port_at, flow);
    packet[flags_at] = flags;
    return packet;
  }
  static Bytes reply(uint32_t flow) {
    static const Bytes first =
        craft({.from = "192.0.2.2:80", .to = "10.0.0.2:1024", .flags = ack, .payload = payload});
    Bytes packet = first;
    put_client(packet, destination_at, destination_port_at, flow);
    return packet;
  }
  void establish(uint32_t flows) {
    for (uint32_t flow = 0; flow < flows; ++flow)
      for (const uint8_t flags : {syn, ack}) {
        Bytes bytes = request(flow, flags);
        nat.handle(bytes, {}, Time{1});
      }
  }

 private:
  static constexpr std::string_view payload = "payload, payload";
  static constexpr size_t source_at = 12, destination_at = 16, source_port_at = 20,
                          destination_port_at = 22, flags_at = 33;
  static void put_client(Bytes& packet, size_t address_at, size_t port_at, uint32_t flow) {
    store32(&packet[address_at], 0x0a000002 + flow / 60000);
    store16(&packet[port_at], static_cast<uint16_t>(1024 + flow % 60000));
  }

  OpenRoads roads_;

 public:
  Nat nat{roads_, 42, Limits{2'000'000}};
};

/// The packets of many flows in random order; a copy of each is handed out, as each is rewritten.
class Traffic {
 public:
  template <typename Make>
  Traffic(uint32_t flows, Make make) : order_(flows) {
    std::iota(order_.begin(), order_.end(), 0u);
    std::shuffle(order_.begin(), order_.end(), std::mt19937(1));
    for (const uint32_t flow : order_) {
      const Bytes packet = make(flow);
      size_ = packet.size();
      bytes_.insert(bytes_.end(), packet.begin(), packet.end());
    }
  }
  std::span<uint8_t> next(std::span<uint8_t> out) {
    const auto* at = &bytes_[size_ * at_];
    at_ = at_ + 1 == order_.size() ? 0 : at_ + 1;
    std::copy_n(at, size_, out.begin());
    return out.first(size_);
  }

 private:
  std::vector<uint32_t> order_;
  Bytes bytes_;
  size_t size_ = 0, at_ = 0;
};

/// Hands packets to the core, whose clock moves on by a millisecond in 5000 of them: one by one, or
/// in batches that it is told of before.
void pump(benchmark::State& state, Nat& nat, Traffic& traffic, Hook hook) {
  alignas(64) std::array<std::array<uint8_t, 128>, 64> buffers;
  std::array<std::span<uint8_t>, 64> packets;
  const auto batch = std::span(packets).first(static_cast<size_t>(state.range(1)));
  Arrival arrival;
  arrival.hook = hook;
  uint64_t count = 0;
  while (state.KeepRunningBatch(static_cast<int64_t>(batch.size()))) {
    for (size_t i = 0; i < batch.size(); ++i) batch[i] = traffic.next(buffers[i]);
    if (batch.size() > 1) nat.prepare(batch, hook);
    const Time now{1000 + (count += batch.size()) / 5000};
    for (const auto packet : batch) benchmark::DoNotOptimize(nat.handle(packet, arrival, now));
  }
  state.SetItemsProcessed(state.iterations());
}

uint32_t flows(const benchmark::State& state) { return static_cast<uint32_t>(state.range(0)); }

void requests(benchmark::State& state) {
  Director director;
  director.establish(flows(state));
  Traffic traffic(flows(state), [](uint32_t flow) { return Director::request(flow, ack); });
  pump(state, director.nat, traffic, Hook::input);
}

void replies(benchmark::State& state) {
  Director director;
  director.establish(flows(state));
  Traffic traffic(flows(state), Director::reply);
  pump(state, director.nat, traffic, Hook::forward);
}

/// Every packet a SYN that makes an entry and, 60 s later, ends one.
void new_connections(benchmark::State& state) {
  Director director;
  uint32_t flow = 0;
  for ([[maybe_unused]] auto _ : state) {
    Bytes packet = Director::request(++flow, syn);
    benchmark::DoNotOptimize(director.nat.handle(packet, {}, Time{flow}));
  }
  state.SetItemsProcessed(state.iterations());
}

/// What the loops themselves cost.
void handing_out(benchmark::State& state) {
  Traffic traffic(flows(state), [](uint32_t flow) { return Director::request(flow, ack); });
  std::array<uint8_t, 128> buffer;
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(traffic.next(buffer));
  state.SetItemsProcessed(state.iterations());
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"flows", "batch"});
  for (const int64_t batch : {1, 64})
    for (const int64_t flows : {1'000, 10'000, 100'000, 1'000'000}) benchmark->Args({flows, batch});
}

BENCHMARK(requests)->Apply(sizes);
BENCHMARK(replies)->Apply(sizes);
BENCHMARK(new_connections);
BENCHMARK(handing_out)->RangeMultiplier(1000)->Range(1'000, 1'000'000);

}  // namespace

BENCHMARK_MAIN();
