#include "harness/differential/generator.hh"

#include "harness/differential/dice.hh"
#include "harness/differential/scenario_addresses.hh"
#include "harness/differential/scenario_sysctls.hh"
#include "harness/differential/service_lines.hh"
#include "harness/differential/state_changes.hh"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

namespace hopproof::differential {
namespace {

constexpr uint8_t fin = 0x01, syn = 0x02, rst = 0x04, psh = 0x08, ack = 0x10;

struct Flow {
  size_t service;
  Endpoint client;
};

class Generator {
 public:
  Generator(uint64_t seed, uint32_t index, Players players)
      : dice_(seed ^ uint64_t{index} * 0x9e3779b97f4a7c15),
        addresses_(dice_.one_in(5) ? Family::v6 : Family::v4, index),
        players_(players),
        next_change_(index) {}

  Scenario generate(bool with_shortage) {
    if (dice_.one_in(2)) add_sysctls();
    if (dice_.one_in(8))
      add(Step::Kind::ipvsadm,
          fmt::format("--set {} {} {}", dice_.below(40), dice_.below(40), dice_.below(40)));
    for (uint64_t i = 0, count = 1 + dice_.below(3); i < count; ++i) add_service();
    for (uint64_t i = 0, count = 6 + dice_.below(40); i < count; ++i) add_event();
    if (with_shortage) add_shortage();
    return std::move(scenario_);
  }

 private:
  void add(Step::Kind kind, std::string line) {
    Step step;
    step.kind = kind;
    step.line = std::move(line);
    scenario_.push_back(std::move(step));
  }
  void add(const Stimulus& packet) {
    Step step;
    step.kind = Step::Kind::packet;
    step.packet = packet;
    scenario_.push_back(std::move(step));
  }
  void add_wait(std::chrono::milliseconds time) {
    Step step;
    step.milliseconds = static_cast<int>(time.count());
    scenario_.push_back(std::move(step));
  }
  void add_wait() {
    // Never whole seconds together: on the very moment of an expiry two clocks may disagree.
    constexpr std::array<int, 14> times{290,     1'290,   2'290,     3'290,     5'290,
                                        11'290,  31'290,  61'290,    65'290,    121'290,
                                        130'290, 301'290, 1'000'290, 90'000'290};
    constexpr uint64_t short_ones = 11;
    const uint64_t used = players_ == Players::kernel ? short_ones : times.size();
    add_wait(std::chrono::milliseconds(times[dice_.below(used)]));
  }

  void add_sysctls() {
    const auto add_line = [&](std::string_view line) {
      add(Step::Kind::sysctl, std::string(line));
    };
    for (uint64_t i = 0, count = 1 + dice_.below(4); i < count; ++i)
      add_line(dice_.pick(scenario_sysctls));
    if (dice_.one_in(12)) std::ranges::for_each(drop_packet_sysctls, add_line);
  }

  void add_service() {
    MadeService& service = services_.emplace_back();
    add(Step::Kind::ipvsadm, lines_.add(service));
    for (uint64_t i = 0, count = dice_.below(5); i < count; ++i) change_server(service, "-a");
  }

  void change_server(MadeService& service, const std::string& verb) {
    add(Step::Kind::ipvsadm, lines_.change_server(service, verb));
  }

  void add_configuration() {
    MadeService& service = services_[dice_.below(services_.size())];
    switch (dice_.below(7)) {
      case 0:
      case 1:
        return change_server(service, "-a");
      case 2:
      case 3:
        return change_server(service, "-e");
      case 4:
        return change_server(service, "-d");
      case 5:
        if (dice_.one_in(3)) return add(Step::Kind::sysctl, "drop_packet 0");
        return add(Step::Kind::ipvsadm, lines_.edit(service));
      default:
        return dice_.one_in(3) ? add(Step::Kind::ipvsadm, "-D " + service.name) : zero_counters();
    }
  }

  /// The kernel zeroes what it has copied so far, which it does every 2 s.
  void zero_counters() {
    add_wait(std::chrono::milliseconds(3'290));
    add(Step::Kind::ipvsadm, "-Z");
  }

  Flow& flow() {
    if (flows_.empty() || dice_.one_in(3)) {
      const auto port = static_cast<uint16_t>(1024 + dice_.below(4));
      flows_.push_back({dice_.below(services_.size()), {addresses_.client(dice_.below(4)), port}});
    }
    return flows_[dice_.below(flows_.size())];
  }

  uint8_t tcp_flags(bool request) {
    constexpr std::array<uint8_t, 10> requests{syn,       syn,       syn, ack,       ack,
                                               ack | psh, ack | fin, rst, rst | ack, syn | ack};
    constexpr std::array<uint8_t, 8> replies{syn | ack, syn | ack, ack,       ack | psh,
                                             ack | fin, rst,       rst | ack, syn};
    if (dice_.one_in(30)) return static_cast<uint8_t>(dice_.below(64));
    return request ? dice_.pick(requests) : dice_.pick(replies);
  }

  uint8_t chunk(bool request) {
    constexpr std::array<uint8_t, 8> requests{1, 1, 10, 10, 0, 7, 14, 6};
    constexpr std::array<uint8_t, 8> replies{2, 2, 11, 11, 0, 8, 7, 6};
    if (dice_.one_in(12)) return static_cast<uint8_t>(dice_.below(16));
    return request ? dice_.pick(requests) : dice_.pick(replies);
  }

  Stimulus on_flow(Stimulus::Kind kind) {
    const Flow& chosen = flow();
    const MadeService& service = services_[chosen.service];
    Stimulus s;
    s.kind = kind;
    s.protocol = service.protocol;
    s.client = chosen.client;
    s.service = service.vip;
    if (s.service.port == 0) s.service.port = 22;
    const bool request = kind == Stimulus::Kind::request || kind == Stimulus::Kind::error_to_client;
    s.flags = s.protocol == "tcp"    ? tcp_flags(request)
              : s.protocol == "sctp" ? chunk(request)
                                     : uint8_t{0};
    s.size = dice_.one_in(3) ? static_cast<int>(dice_.below(60)) : 0;
    return s;
  }

  void choose_error(Stimulus& s) {
    constexpr std::array<uint8_t, 5> v4_types{3, 11, 4, 12, 5}, v6_types{1, 2, 3, 4, 1};
    s.type = addresses_.family() == Family::v4 ? dice_.pick(v4_types) : dice_.pick(v6_types);
    s.code = s.type == 3 || (addresses_.family() == Family::v6 && s.type == 1)
                 ? static_cast<uint8_t>(dice_.below(5))
                 : uint8_t{0};
  }

  void add_request() {
    Stimulus s = on_flow(Stimulus::Kind::request);
    constexpr std::array<Flaw, 4> flaws{Flaw::ip_checksum, Flaw::checksum, Flaw::no_checksum,
                                        Flaw::cut};
    if (dice_.one_in(25)) s.flaw = dice_.pick(flaws);
    if (dice_.one_in(30)) s.ttl = 1;
    add(s);
  }

  void add_reply() {
    Stimulus s = on_flow(Stimulus::Kind::reply);
    if (dice_.one_in(25)) s.flaw = Flaw::checksum;
    add(s);
  }

  void add_error() {
    Stimulus s = on_flow(dice_.one_in(2) ? Stimulus::Kind::error_to_server
                                         : Stimulus::Kind::error_to_client);
    choose_error(s);
    if (dice_.one_in(20)) s.flaw = Flaw::checksum;
    add(s);
  }

  void add_stray() {
    Stimulus s = on_flow(Stimulus::Kind::stray);
    s.service = {addresses_.server(dice_.below(4)), 80};
    s.client.port = 999;
    add(s);
  }

  /// The first packets of a connection, as they usually come.
  void add_opening() {
    Stimulus s = on_flow(Stimulus::Kind::request);
    s.size = 0;
    const auto send = [&](Stimulus::Kind kind, uint8_t tcp, uint8_t sctp) {
      s.kind = kind;
      s.flags = s.protocol == "tcp" ? tcp : s.protocol == "sctp" ? sctp : uint8_t{0};
      add(s);
    };
    send(Stimulus::Kind::request, syn, 1);
    send(Stimulus::Kind::reply, syn | ack, 2);
    send(Stimulus::Kind::request, ack, 10);
    if (s.protocol == "sctp") send(Stimulus::Kind::reply, ack, 11);
  }

  /// Memory is made short for the kernel: of what was idle after few packets nothing is left when
  /// nearly the whole timeout is over, and what had more than eight is.
  void add_shortage() {
    add_opening();
    add_opening();
    Stimulus busy = scenario_.back().packet;
    busy.kind = Stimulus::Kind::request;
    for (int i = 0; i < 9; ++i) add(busy);
    add(Step::Kind::sysctl, std::string(drop_entry_sysctl));
    add_wait(std::chrono::milliseconds(870'290));
    add(Step::Kind::sysctl, "drop_entry 0");
    add_wait(std::chrono::milliseconds(3'290));
  }

  /// A connection is led to one change of state, and a little on. Each change has its turn, from
  /// one scenario to the next.
  void add_walk() {
    Stimulus s = on_flow(Stimulus::Kind::request);
    if (s.protocol == "udp") return add(s);
    s.client.port = walk_port_++;
    const auto go = [&](const Move& move) { add(packet_of(s, move)); };
    const std::vector<StateChange>& changes = state_changes(s.protocol, is_under_attack());
    const StateChange& change = changes[next_change_++ % changes.size()];
    if (change.is_opened_by_error()) add(Step::Kind::sysctl, "schedule_icmp 1");
    for (const Move& move : change.way) go(move);
    go(dice_.pick(change.ends));
    const bool asks = dice_.one_in(2);
    if (dice_.one_in(2))
      go({asks ? Move::Kind::request : Move::Kind::reply,
          s.protocol == "tcp" ? tcp_flags(asks) : chunk(asks)});
  }

  Stimulus packet_of(Stimulus s, const Move& move) {
    s.flags = move.flags;
    switch (move.kind) {
      case Move::Kind::request:
        break;
      case Move::Kind::reply:
        s.kind = Stimulus::Kind::reply;
        break;
      case Move::Kind::error:
        s.kind = Stimulus::Kind::error_to_server;
        choose_error(s);
        break;
    }
    return s;
  }

  bool is_under_attack() const {
    return std::ranges::find(scenario_, "secure_tcp 3", &Step::line) != scenario_.end();
  }

  void add_event() {
    if (dice_.one_in(10)) return add_walk();
    switch (dice_.below(16)) {
      case 0:
      case 1:
        return add_opening();
      case 2:
        return add_wait();
      case 3:
        return add_configuration();
      case 4:
        return add_error();
      case 5:
        return dice_.one_in(4) ? add_stray() : add_error();
      case 6:
      case 7:
      case 8:
      case 9:
        return add_reply();
      default:
        return add_request();
    }
  }

  Dice dice_;
  ScenarioAddresses addresses_;
  ServiceLines lines_{dice_, addresses_};
  Players players_;
  std::vector<MadeService> services_;
  std::vector<Flow> flows_;
  uint32_t next_change_;
  uint16_t walk_port_ = 3000;
  Scenario scenario_;
};

}  // namespace

Scenario generate(uint64_t seed, uint32_t index, Players players) {
  constexpr uint32_t seldom = 20;  // a shortage takes a quarter of an hour
  return Generator(seed, index, players).generate(index % seldom == seldom - 1);
}

}  // namespace hopproof::differential
