#pragma once

#include "harness/case/load.hh"
#include "harness/verdict/judge.hh"
#include "harness/verdict/trace_builder.hh"

#include <stdexcept>
#include <string>
#include <string_view>

namespace hopproof::verdict {

/// The deployment of the one-arm story. Steps follow.
inline constexpr std::string_view one_arm_case = R"(case: 1
name: one arm
networks: {lan: {}}
nodes:
  client:
    interfaces: {lan: 1.65.15.140/24}
    routes: {to-vip: 100.222.111.1 via 1.65.15.141}
  director:
    interfaces: {lan: [1.65.15.141/24, 100.222.111.1/24]}
    ipvs:
      - -A -t 100.222.111.1:8000 -s rr
      - -a -t 100.222.111.1:8000 -r 1.65.15.143:80 -m
      - -a -t 100.222.111.1:8000 -r 1.65.15.144:80 -m
    iptables:
      masquerade: -t nat -A POSTROUTING -m ipvs --vaddr 100.222.111.1 --vport 8000 -j MASQUERADE
  rs1: {interfaces: {lan: 1.65.15.143/24}, serves: [http:80]}
  rs2: {interfaces: {lan: 1.65.15.144/24}, serves: [http:80]}
steps:
)";

/// The tuples of a masqueraded connection of the one-arm story, at each hop.
inline constexpr std::string_view asked_tuple = "1.65.15.140:40000 > 100.222.111.1:8000";
inline constexpr std::string_view forwarded_tuple = "1.65.15.141:50000 > 1.65.15.143:80";
inline constexpr std::string_view answered_tuple = "1.65.15.143:80 > 1.65.15.141:50000";
inline constexpr std::string_view returned_tuple = "100.222.111.1:8000 > 1.65.15.140:40000";

/// What happens in the first step of a case, and its judgement. For tests.
class JudgeScene {
 public:
  explicit JudgeScene(std::string_view steps, std::string_view nodes = one_arm_case)
      : loaded_(parse_case(std::string(nodes) + std::string(steps), "scene.yaml")) {
    if (!loaded_.parsed) {
      throw std::invalid_argument(render(loaded_.diagnostics, "scene.yaml", loaded_.source));
    }
    record.step = &loaded_.parsed->steps.front();
  }

  const Case& deployment() const { return *loaded_.parsed; }

  /// A connection that the probe made.
  trace::Exchange& connect(std::string_view tuple, std::string_view outcome = "answered",
                           std::string_view served = "") {
    const size_t arrow = tuple.find(" > ");
    trace::Exchange exchange;
    const auto* probe = std::get_if<Probe>(&record.step->action);
    exchange.flow.client = probe && !probe->from.empty() ? probe->from.front() : "client";
    exchange.flow.local = Endpoint::parse(tuple.substr(0, arrow)).value();
    exchange.flow.remote = Endpoint::parse(tuple.substr(arrow + 3)).value();
    exchange.outcome = Outcome::parse(outcome).value();
    exchange.served = served;
    record.exchanges.push_back(std::move(exchange));
    return record.exchanges.back();
  }

  /// Goes on to the next step: nothing has happened in it yet.
  void next_step() {
    record = {};
    record.step = &loaded_.parsed->steps.at(static_cast<size_t>(++step_));
  }

  StepResult judge() {
    record.trace = wire.trace();
    return hopproof::verdict::judge(deployment(), record, bindings, "run/case.pcapng");
  }

  StepRecord record;
  TraceBuilder wire;
  Bindings bindings;

 private:
  LoadedCase loaded_;
  int step_ = 0;
};

/// One answered, masqueraded connection of the story, by rs1: SYN and SYN-ACK.
inline void masqueraded(TraceBuilder& wire) {
  wire.journey({{"client > director", PacketBuilder("SYN", asked_tuple)},
                {"director > rs1", PacketBuilder("SYN", forwarded_tuple).ttl(63)}});
  wire.journey({{"rs1 > director", PacketBuilder("SYN-ACK", answered_tuple)},
                {"director > client", PacketBuilder("SYN-ACK", returned_tuple).ttl(63)}});
}

/// The story without the masquerade: rs1 answers the client, who resets.
inline void bypassed(TraceBuilder& wire) {
  wire.journey(
      {{"client > director", PacketBuilder("SYN", asked_tuple)},
       {"director > rs1", PacketBuilder("SYN", "1.65.15.140:40000 > 1.65.15.143:80").ttl(63)}});
  wire.journey({{"rs1 > client", PacketBuilder("SYN-ACK", "1.65.15.143:80 > 1.65.15.140:40000")}});
  wire.journey({{"client > rs1", PacketBuilder("RST", "1.65.15.140:40000 > 1.65.15.143:80")}});
}

}  // namespace hopproof::verdict
