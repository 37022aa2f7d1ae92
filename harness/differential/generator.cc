#include "harness/differential/generator.hh"

#include "engine/core/random.hh"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

namespace hopproof::differential {
namespace {

constexpr uint8_t fin = 0x01, syn = 0x02, rst = 0x04, psh = 0x08, ack = 0x10;

struct Service {
  std::string protocol, name;  // "tcp", "-t 10.96.0.1:80"
  Endpoint vip;
  std::vector<Endpoint> servers;  // those that were ever added
};

struct Flow {
  size_t service;
  Endpoint client;
};

class Generator {
 public:
  Generator(uint64_t seed, uint32_t index, Players players)
      : random_(seed ^ uint64_t{index} * 0x9e3779b97f4a7c15),
        index_(index % 16384),
        players_(players) {}

  Scenario generate() {
    family_ = one_in(5) ? Family::v6 : Family::v4;
    if (one_in(2)) add_sysctls();
    if (one_in(8))
      add(Step::Kind::ipvsadm, fmt::format("--set {} {} {}", below(40), below(40), below(40)));
    for (uint64_t i = 0, count = 1 + below(3); i < count; ++i) add_service();
    for (uint64_t i = 0, count = 6 + below(40); i < count; ++i) add_event();
    return std::move(scenario_);
  }

 private:
  uint64_t below(uint64_t limit) { return random_.below(limit); }
  bool one_in(uint64_t count) { return below(count) == 0; }
  template <typename Choices>
  const auto& pick(const Choices& choices) {
    return choices[below(std::size(choices))];
  }

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
    add_wait(std::chrono::milliseconds(times[below(used)]));
  }

  void add_sysctls() {
    constexpr std::array<std::string_view, 11> lines{
        "conn_reuse_mode 0", "expire_nodest_conn 1", "expire_quiescent_template 1",
        "sloppy_tcp 1",      "sloppy_sctp 1",        "nat_icmp_send 1",
        "schedule_icmp 1",   "secure_tcp 3",         "snat_reroute 0",
        "conn_reuse_mode 2", "conn_reuse_mode 1"};
    for (uint64_t i = 0, count = 1 + below(4); i < count; ++i)
      add(Step::Kind::sysctl, std::string(pick(lines)));
  }

  IpAddress address(uint8_t kind, uint32_t number) const {
    const uint32_t low = (index_ * 4 + number % 4) & 0xffff;
    if (family_ == Family::v4) return IpAddress::v4(0x0a000000 | uint32_t{kind} << 16 | low);
    const uint8_t shown = static_cast<uint8_t>(kind / 10 * 16 + kind % 10);  // fd00:97::
    const std::array<uint8_t, 16> bytes{0xfd,
                                        0,
                                        0,
                                        shown,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        1,
                                        static_cast<uint8_t>(low >> 8),
                                        static_cast<uint8_t>(low)};
    return IpAddress::v6(std::span<const uint8_t, 16>(bytes));
  }

  std::string scheduler_words() {
    constexpr std::array<std::string_view, 13> names{
        "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh"};
    const std::string name(pick(names));
    std::string words = "-s " + name;
    if ((name != "sh" && name != "mh") || one_in(2)) return words;
    constexpr std::array<std::string_view, 3> flags{"{0}-port", "{0}-fallback",
                                                    "{0}-port,{0}-fallback"};
    return words + " -b " + fmt::format(fmt::runtime(pick(flags)), name);
  }

  std::string persistence_words() {
    std::string words = fmt::format(" -p {}", 1 + below(120));
    if (!one_in(3)) return words;
    return words + (family_ == Family::v4 ? " -M 255.255.255.254" : " -M 127");
  }

  bool has_unsteady_templates() const {
    return players_ == Players::kernel &&
           std::ranges::find(scenario_, "expire_nodest_conn 1", &Step::line) != scenario_.end();
  }

  void add_service() {
    constexpr std::array<std::string_view, 8> protocols{"tcp", "tcp", "tcp", "tcp",
                                                        "udp", "udp", "udp", "sctp"};
    constexpr std::array<uint16_t, 3> ports{80, 8000, 443};
    Service service;
    service.protocol = pick(protocols);
    service.vip = {*IpAddress::parse(family_ == Family::v4 ? "10.96.0.1" : "fd00:96::1"),
                   pick(ports)};
    const std::string options = scheduler_words();
    const bool persistent = one_in(3) && !has_unsteady_templates();
    if (persistent && one_in(4)) service.vip.port = 0;
    const char* letter = service.protocol == "tcp"   ? "-t"
                         : service.protocol == "udp" ? "-u"
                                                     : "--sctp-service";
    service.name = fmt::format("{} {}", letter, service.vip.text());
    std::string line = fmt::format("-A {} {}", service.name, options);
    if (persistent) line += persistence_words();
    if (service.protocol == "udp" && one_in(5)) line += " -o";
    add(Step::Kind::ipvsadm, line);
    services_.push_back(std::move(service));
    for (uint64_t i = 0, count = below(5); i < count; ++i) change_server(services_.back(), "-a");
  }

  std::string server_options() {
    std::string words = fmt::format(" -m -w {}", one_in(6) ? 0 : 1 + below(5));
    if (one_in(6)) {
      const uint64_t upper = 1 + below(4);
      words += fmt::format(" -x {}", upper);
      if (one_in(2)) words += fmt::format(" -y {}", below(upper + 1));
    }
    return words;
  }

  void change_server(Service& service, const std::string& verb) {
    constexpr std::array<uint16_t, 2> ports{80, 8080};
    const uint16_t port = service.vip.port == 0 ? uint16_t{0} : pick(ports);
    Endpoint server{address(98, static_cast<uint32_t>(below(4))), port};
    if (verb != "-a" && !service.servers.empty()) server = pick(service.servers);
    if (verb == "-a") service.servers.push_back(server);
    const std::string options = verb == "-d" ? "" : server_options();
    add(Step::Kind::ipvsadm,
        fmt::format("{} {} -r {}{}", verb, service.name, server.text(), options));
  }

  void add_configuration() {
    Service& service = services_[below(services_.size())];
    switch (below(7)) {
      case 0:
      case 1:
        return change_server(service, "-a");
      case 2:
      case 3:
        return change_server(service, "-e");
      case 4:
        return change_server(service, "-d");
      case 5:
        return add(Step::Kind::ipvsadm, fmt::format("-E {} {}{}", service.name, scheduler_words(),
                                                    service.vip.port == 0 ? " -p 50" : ""));
      default:
        return one_in(3) ? add(Step::Kind::ipvsadm, "-D " + service.name) : zero_counters();
    }
  }

  /// The kernel zeroes what it has copied so far, which it does every 2 s.
  void zero_counters() {
    add_wait(std::chrono::milliseconds(3'290));
    add(Step::Kind::ipvsadm, "-Z");
  }

  Flow& flow() {
    if (flows_.empty() || one_in(3)) {
      const auto port = static_cast<uint16_t>(1024 + below(4));
      flows_.push_back(
          {below(services_.size()), {address(97, static_cast<uint32_t>(below(4))), port}});
    }
    return flows_[below(flows_.size())];
  }

  uint8_t tcp_flags(bool request) {
    constexpr std::array<uint8_t, 10> requests{syn,       syn,       syn, ack,       ack,
                                               ack | psh, ack | fin, rst, rst | ack, syn | ack};
    constexpr std::array<uint8_t, 8> replies{syn | ack, syn | ack, ack,       ack | psh,
                                             ack | fin, rst,       rst | ack, syn};
    if (one_in(30)) return static_cast<uint8_t>(below(64));
    return request ? pick(requests) : pick(replies);
  }

  uint8_t chunk(bool request) {
    constexpr std::array<uint8_t, 8> requests{1, 1, 10, 10, 0, 7, 14, 6};
    constexpr std::array<uint8_t, 8> replies{2, 2, 11, 11, 0, 8, 7, 6};
    if (one_in(12)) return static_cast<uint8_t>(below(16));
    return request ? pick(requests) : pick(replies);
  }

  Stimulus on_flow(Stimulus::Kind kind) {
    const Flow& chosen = flow();
    const Service& service = services_[chosen.service];
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
    s.size = one_in(3) ? static_cast<int>(below(60)) : 0;
    return s;
  }

  void choose_error(Stimulus& s) {
    constexpr std::array<uint8_t, 5> v4_types{3, 11, 4, 12, 5}, v6_types{1, 2, 3, 4, 1};
    s.type = family_ == Family::v4 ? pick(v4_types) : pick(v6_types);
    s.code = s.type == 3 || (family_ == Family::v6 && s.type == 1) ? static_cast<uint8_t>(below(5))
                                                                   : uint8_t{0};
  }

  void add_request() {
    Stimulus s = on_flow(Stimulus::Kind::request);
    constexpr std::array<Flaw, 4> flaws{Flaw::ip_checksum, Flaw::checksum, Flaw::no_checksum,
                                        Flaw::cut};
    if (one_in(25)) s.flaw = pick(flaws);
    if (one_in(30)) s.ttl = 1;
    add(s);
  }

  void add_reply() {
    Stimulus s = on_flow(Stimulus::Kind::reply);
    if (one_in(25)) s.flaw = Flaw::checksum;
    add(s);
  }

  void add_error() {
    Stimulus s =
        on_flow(one_in(2) ? Stimulus::Kind::error_to_server : Stimulus::Kind::error_to_client);
    choose_error(s);
    if (one_in(20)) s.flaw = Flaw::checksum;
    add(s);
  }

  void add_stray() {
    Stimulus s = on_flow(Stimulus::Kind::stray);
    s.service = {address(98, static_cast<uint32_t>(below(4))), 80};
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

  void add_event() {
    switch (below(16)) {
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
        return one_in(4) ? add_stray() : add_error();
      case 6:
      case 7:
      case 8:
      case 9:
        return add_reply();
      default:
        return add_request();
    }
  }

  core::Random random_;
  uint32_t index_;
  Players players_;
  Family family_ = Family::v4;
  std::vector<Service> services_;
  std::vector<Flow> flows_;
  Scenario scenario_;
};

}  // namespace

Scenario generate(uint64_t seed, uint32_t index, Players players) {
  return Generator(seed, index, players).generate();
}

}  // namespace hopproof::differential
