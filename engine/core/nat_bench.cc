#include "engine/core/nat.hh"
#include "engine/packets/plain_packet.hh"
#include "harness/base/big_endian.hh"

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace hopproof;
using namespace hopproof::core;

constexpr uint8_t syn = 0x02, ack = 0x10;
constexpr std::string_view vip = "192.0.2.1:80", rip = "192.0.2.2:80", payload = "payload, payload";

using Buffer = std::array<uint8_t, 128>;

struct OpenRoads : Surroundings {
  Route route_to(const IpAddress&) const override { return {}; }
};

/// A client's end, which is all that distinguishes one flow from another.
struct Client {
  uint32_t address;
  uint16_t port;

  static Client of(uint32_t flow) {
    return {0x0a000002 + flow / 60000, static_cast<uint16_t>(1024 + flow % 60000)};
  }
};

/// A packet without its client. It is made in place, as packets come into a few buffers again and
/// again and not out of a memory as large as all of them. The core does not look at checksums.
struct Pattern {
  Bytes bytes;
  size_t address_at, port_at;

  std::span<uint8_t> fill(const Client& client, std::span<uint8_t> out) const {
    std::ranges::copy(bytes, out.begin());
    store32(&out[address_at], client.address);
    store16(&out[port_at], client.port);
    return out.first(bytes.size());
  }

  static Pattern request(uint8_t flags) {
    return {craft({.from = "10.0.0.2:1024", .to = vip, .flags = flags, .payload = payload}), 12,
            20};
  }
  static Pattern reply() {
    return {craft({.from = rip, .to = "10.0.0.2:1024", .flags = ack, .payload = payload}), 16, 22};
  }
};

/// One service with one server, and any number of clients.
class Director {
 public:
  Director() {
    ServiceKey key;
    key.vip = *Endpoint::parse(vip);
    ServiceOptions service;
    service.scheduler = "rr";
    ServerOptions server;
    server.forwarding = Forwarding::masquerade;
    nat.add_service(key, service);
    nat.add_server(key, *Endpoint::parse(rip), server);
  }

  void establish(uint32_t flows) {
    const Pattern first = Pattern::request(syn), second = Pattern::request(ack);
    Buffer buffer;
    for (uint32_t flow = 0; flow < flows; ++flow)
      for (const auto* pattern : {&first, &second})
        nat.handle(pattern->fill(Client::of(flow), buffer), {}, Time{1});
  }

 private:
  OpenRoads roads_;

 public:
  Nat nat{roads_, 42, Limits{2'000'000}};
};

/// The packets of many flows in random order.
class Traffic {
 public:
  Traffic(uint32_t flows, Pattern pattern) : pattern_(std::move(pattern)) {
    for (uint32_t flow = 0; flow < flows; ++flow) clients_.push_back(Client::of(flow));
    std::shuffle(clients_.begin(), clients_.end(), std::mt19937(1));
  }
  std::span<uint8_t> next(std::span<uint8_t> out) {
    const Client& client = clients_[at_];
    at_ = at_ + 1 == clients_.size() ? 0 : at_ + 1;
    return pattern_.fill(client, out);
  }

 private:
  Pattern pattern_;
  std::vector<Client> clients_;
  size_t at_ = 0;
};

/// Hands packets to the core, whose clock moves on by a millisecond in 5000 of them: one by one, or
/// in batches that it is given in advance.
void pump(benchmark::State& state, Nat& nat, Traffic& traffic, Hook hook) {
  alignas(64) std::array<Buffer, 64> buffers;
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
}

uint32_t flows(const benchmark::State& state) { return static_cast<uint32_t>(state.range(0)); }

void requests(benchmark::State& state) {
  Director director;
  director.establish(flows(state));
  Traffic traffic(flows(state), Pattern::request(ack));
  pump(state, director.nat, traffic, Hook::input);
}

void replies(benchmark::State& state) {
  Director director;
  director.establish(flows(state));
  Traffic traffic(flows(state), Pattern::reply());
  pump(state, director.nat, traffic, Hook::forward);
}

/// Every packet a SYN that makes an entry and, 60 s later, ends one.
void new_connections(benchmark::State& state) {
  Director director;
  const Pattern pattern = Pattern::request(syn);
  Buffer buffer;
  uint32_t flow = 0;
  for ([[maybe_unused]] auto _ : state) {
    const auto packet = pattern.fill(Client::of(++flow), buffer);
    benchmark::DoNotOptimize(director.nat.handle(packet, {}, Time{flow}));
  }
}

/// What the loops themselves cost.
void handing_out(benchmark::State& state) {
  Traffic traffic(flows(state), Pattern::request(ack));
  Buffer buffer;
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(traffic.next(buffer));
}

/// Machines that others use too are at times half as fast: the best of several runs shows what
/// the code costs, and all sizes take turns.
void several_runs(benchmark::internal::Benchmark* benchmark) {
  const auto best = [](const std::vector<double>& runs) { return *std::ranges::min_element(runs); };
  benchmark->Iterations(1 << 20)->Repetitions(9)->DisplayAggregatesOnly();
  benchmark->ComputeStatistics("best", best);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  several_runs(benchmark);
  benchmark->ArgNames({"flows", "batch"});
  for (const int64_t batch : {1, 64})
    for (const int64_t flows : {1'000, 10'000, 100'000, 1'000'000}) benchmark->Args({flows, batch});
}

BENCHMARK(requests)->Apply(sizes);
BENCHMARK(replies)->Apply(sizes);
BENCHMARK(new_connections)->Apply(several_runs);
BENCHMARK(handing_out)->Apply(several_runs)->RangeMultiplier(1000)->Range(1'000, 1'000'000);

}  // namespace

BENCHMARK_MAIN();
