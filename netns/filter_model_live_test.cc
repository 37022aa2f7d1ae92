#include "harness/base/error.hh"
#include "harness/model/filters.hh"
#include "netns/firewall.hh"
#include "netns/lab_privileges.hh"
#include "netns/link.hh"

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <random>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::netns {
namespace {

using model::Hook;

constexpr int rule_sets = 120;
constexpr int datagrams = 12;
constexpr unsigned fixed_seed = 20240607;
constexpr std::array<uint16_t, 3> ports{7, 8, 9};

/// Rule sets of which the model knows every term.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::vector<std::string> lines() {
    std::vector<std::string> all;
    for (const char* table : {"raw", "mangle", "filter"}) add_table(table, all);
    return all;
  }

  int below(int end) { return int(random_() % unsigned(end)); }

 private:
  template <class List>
  std::string one_of(const List& list) {
    return std::string(*(std::begin(list) + below(int(std::size(list)))));
  }

  void add_table(const std::string& table, std::vector<std::string>& all) {
    for (int chain = 0; chain < own_chains; ++chain)
      all.push_back(fmt::format("-t {} -N OWN{}", table, chain));
    if (table == "filter" && below(3) == 0) all.emplace_back("-P INPUT DROP");
    if (table == "filter" && below(4) == 0) all.emplace_back("-P OUTPUT DROP");
    for (const std::string& chain : chains_of(table)) {
      for (int i = below(4); i > 0; --i) all.push_back(rule(table, chain, 0));
    }
    for (int chain = 0; chain < own_chains; ++chain) {
      for (int i = below(4); i > 0; --i)
        all.push_back(rule(table, fmt::format("OWN{}", chain), chain + 1));
    }
  }

  static std::vector<std::string> chains_of(const std::string& table) {
    if (table == "raw") return {"PREROUTING", "OUTPUT"};
    if (table == "filter") return {"INPUT", "OUTPUT"};
    return {"PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"};
  }

  /// Chains jump to later ones only: the kernel refuses loops.
  std::string rule(const std::string& table, const std::string& chain, int next) {
    const char* verb = below(4) == 0 ? "-I" : "-A";
    std::string text = fmt::format("-t {} {} {}{}", table, verb, chain, terms());
    if (next < own_chains && below(3) == 0) {
      const int target = next + below(own_chains - next);
      return text + fmt::format(" {} OWN{}", below(3) == 0 ? "-g" : "-j", target);
    }
    if (table == "mangle" && below(2) == 0) return text + " -j MARK " + one_of(markings);
    return text + one_of(targets);
  }

  std::string terms() {
    std::string text;
    if (below(3) == 0) text += one_of(addresses);
    if (below(3) == 0) text += one_of(marks);
    if (below(2) == 0) text += one_of(protocols);
    return text;
  }

  static constexpr int own_chains = 3;
  static constexpr std::array<std::string_view, 5> targets{" -j ACCEPT", " -j DROP", " -j RETURN",
                                                           " -j DROP", ""};
  static constexpr std::array<std::string_view, 6> addresses{" -s 127.0.0.1",   " ! -s 127.0.0.1",
                                                             " -d 127.0.0.2",   " ! -d 127.0.0.2",
                                                             " -s 127.0.0.0/8", " -d 10.0.0.0/8"};
  static constexpr std::array<std::string_view, 5> marks{
      " -m mark --mark 1", " -m mark ! --mark 1", " -m mark --mark 0x2/0x2",
      " -m mark --mark 0/0x4", " -m mark --mark 5"};
  static constexpr std::array<std::string_view, 8> protocols{" -p tcp",
                                                             " -p udp",
                                                             " ! -p udp",
                                                             " -p udp --dport 7",
                                                             " -p udp ! --dport 8",
                                                             " -p udp --sport 1000:1002",
                                                             " -p udp -m multiport --dports 7,9",
                                                             " -p sctp"};
  static constexpr std::array<std::string_view, 7> markings{
      "--set-mark 1",  "--set-mark 0x2/0x3", "--set-xmark 0x4/0x4", "--and-mark 0x3",
      "--or-mark 0x4", "--xor-mark 0x1",     "--set-xmark 5"};

  std::mt19937 random_;
};

struct Datagram {
  Endpoint from, to;
};

sockaddr_in address_of(const Endpoint& endpoint) {
  sockaddr_storage storage{};
  endpoint.to_sockaddr(storage);
  return reinterpret_cast<const sockaddr_in&>(storage);
}

Fd bound_socket(const Endpoint& endpoint) {
  Fd fd(check("socket", ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)));
  const sockaddr_in own = address_of(endpoint);
  check("bind", ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own));
  return fd;
}

/// A namespace with these rules, whose datagrams to itself pass OUTPUT, POSTROUTING, PREROUTING and
/// INPUT.
class Loopback {
 public:
  explicit Loopback(const std::vector<std::string>& lines) : space_(Namespace::create()) {
    netlink::RequestQueue queue(space_);
    set_up(queue, 1, "set up lo");
    queue.commit();
    std::vector<AppliedRule> rules;
    for (const std::string& line : lines)
      rules.push_back({std::to_string(rules.size()), line, line});
    firewall_.emplace(space_, Family::v4, std::move(rules));
    const EnterScope in(space_);
    for (const uint16_t port : ports)
      receivers_.push_back(bound_socket({IpAddress::any(Family::v4), port}));
  }

  void send(const Datagram& datagram) {
    const EnterScope in(space_);
    const Fd socket = bound_socket(datagram.from);
    const sockaddr_in to = address_of(datagram.to);
    ::sendto(socket.get(), "x", 1, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  }

  /// Waits for the datagram that is expected; does not wait for one that is not.
  bool arrives(uint16_t port, bool expected) {
    const size_t index = size_t(std::ranges::find(ports, port) - ports.begin());
    pollfd ready{receivers_[index].get(), POLLIN, 0};
    char byte = 0;
    return ::poll(&ready, 1, expected ? 5000 : 0) == 1 &&
           ::recv(receivers_[index].get(), &byte, 1, 0) == 1;
  }

  std::map<std::string, RuleCounter> counters() const { return firewall_->counters(); }

 private:
  Namespace space_;
  std::optional<Firewall> firewall_;
  std::vector<Fd> receivers_;
};

/// The same lines for the model.
class ModelRules {
 public:
  explicit ModelRules(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      kept_.push_back(std::get<ParsedRule>(parse_iptables(line, Family::v4)).rule);
      set_.apply(kept_.back());
    }
  }

  model::FilterAnswer ask(const Datagram& datagram) const {
    model::PacketShape packet = model::packet_between(17, datagram.from, datagram.to);
    packet.mark = 0;
    return model::filter(set_, {{Hook::output, packet},
                                {Hook::postrouting, packet},
                                {Hook::prerouting, packet},
                                {Hook::input, packet}});
  }

 private:
  std::deque<IptablesRule> kept_;
  model::RuleSet set_;
};

std::string numbered(const std::vector<std::string>& lines) {
  std::string text;
  for (size_t i = 0; i < lines.size(); ++i) text += fmt::format("{}: {}\n", i, lines[i]);
  return text;
}

/// The kernel's own ipt_do_table (or nft_do_chain) is the judge: whether a datagram arrives, and
/// which rule or policy has counted those that do not.
TEST(FilterModelLive, DoesWhatTheKernelDoes) {
  HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
  Generator generator(fixed_seed);
  int taken = 0;
  for (int round = 0; round < rule_sets && !testing::Test::HasFailure(); ++round) {
    const std::vector<std::string> lines = generator.lines();
    SCOPED_TRACE(fmt::format("rule set {} of seed {}:\n{}", round, fixed_seed, numbered(lines)));
    const ModelRules rules(lines);
    std::optional<Loopback> lab;
    try {
      lab.emplace(lines);
    } catch (const MissingCapability& missing) {
      GTEST_SKIP() << missing.what();
    }
    std::map<std::string, uint64_t> expected;
    for (int i = 0; i < datagrams; ++i) {
      const Datagram datagram{
          {*IpAddress::parse(generator.below(2) == 0 ? "127.0.0.1" : "127.0.0.3"),
           uint16_t(1000 + generator.below(6))},
          {*IpAddress::parse(generator.below(2) == 0 ? "127.0.0.1" : "127.0.0.2"),
           ports[size_t(generator.below(int(ports.size())))]}};
      const auto answer = rules.ask(datagram);
      const std::string words = datagram.from.text() + " > " + datagram.to.text();
      ASSERT_NE(answer.kind, model::FilterAnswer::Kind::cannot_tell) << words << answer.term;
      const bool passes = answer.kind == model::FilterAnswer::Kind::passes;
      lab->send(datagram);
      EXPECT_EQ(lab->arrives(datagram.to.port, passes), passes)
          << words << (passes ? "" : fmt::format(": rule {} takes it", answer.rule->line));
      if (!passes) ++expected[std::to_string(answer.rule->line)];
      if (!passes) ++taken;
    }
    const auto counters = lab->counters();
    for (const auto& [item, packets] : expected)
      EXPECT_EQ(counters.at(item).packets, packets) << "rule " << item;
  }
  EXPECT_GT(taken, rule_sets) << "the rules stop too little to test anything";
}

}  // namespace
}  // namespace hopproof::netns
