#pragma once

#include "engine/core/nat.hh"
#include "engine/packets/plain_packet.hh"
#include "harness/base/big_endian.hh"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace hopproof::core {

/// TCP flags of the packets that tests make.
inline constexpr uint8_t syn = 0x02, ack = 0x10, syn_ack = 0x12;

/// A director's surroundings as a test wants them: every address has a route unless set otherwise.
struct FakeSurroundings : Surroundings {
  std::map<std::string, Route> routes;
  std::vector<std::string> ended;

  Route route_to(const IpAddress& address) const override {
    const auto found = routes.find(address.text());
    return found == routes.end() ? Route{} : found->second;
  }
  void connection_ended(const Connection& connection) override {
    ended.push_back(connection.client_endpoint().text());
  }
};

/// One director whose clock the test turns.
class NatTest : public testing::Test {
 protected:
  static ServiceKey tcp_service(std::string_view vip) {
    ServiceKey key;
    key.vip = *Endpoint::parse(vip);
    key.family = key.vip.address.family();
    return key;
  }
  static ServiceKey udp_service(std::string_view vip) {
    ServiceKey key = tcp_service(vip);
    key.kind = ServiceKey::Kind::udp;
    return key;
  }
  static ServiceKey sctp_service(std::string_view vip) {
    ServiceKey key = tcp_service(vip);
    key.kind = ServiceKey::Kind::sctp;
    return key;
  }
  static ServiceKey mark_service(uint32_t mark, Family family = Family::v4) {
    ServiceKey key;
    key.kind = ServiceKey::Kind::fwmark;
    key.mark = mark;
    key.family = family;
    return key;
  }
  static ServiceOptions scheduled(std::string_view scheduler) {
    ServiceOptions options;
    options.scheduler = scheduler;
    return options;
  }
  static ServerOptions masquerade(int weight = 1) {
    ServerOptions options;
    options.forwarding = Forwarding::masquerade;
    options.weight = weight;
    return options;
  }

  void add(const ServiceKey& service, std::initializer_list<std::string_view> servers,
           std::string_view scheduler = "rr") {
    EXPECT_FALSE(nat.add_service(service, scheduled(scheduler)));
    for (const auto server : servers)
      EXPECT_FALSE(nat.add_server(service, *Endpoint::parse(server), masquerade())) << server;
  }

  Verdict at(Hook hook, Bytes& packet, uint32_t mark = 0) {
    Arrival arrival;
    arrival.hook = hook;
    arrival.mark = mark;
    return nat.handle(packet, arrival, now);
  }
  /// What a request becomes: its new tuple, or the name of the verdict.
  std::string request(const Crafted& crafted, uint32_t mark = 0) {
    Bytes packet = craft(crafted);
    return described(at(Hook::input, packet, mark), packet);
  }
  /// The same for a reply in FORWARD.
  std::string reply(const Crafted& crafted) {
    Bytes packet = craft(crafted);
    return described(at(Hook::forward, packet), packet);
  }
  static std::string described(const Verdict& verdict, const Bytes& packet) {
    switch (verdict.action) {
      case Action::pass:
        return "pass";
      case Action::drop:
        return "drop";
      case Action::answer:
        return "answer";
      default:
        return is_intact(packet) ? tuple(packet) : "bad checksum: " + tuple(packet);
    }
  }

  void wait(int64_t seconds) { now += std::chrono::seconds(seconds); }
  /// The only connection's state and what is left of it: "ESTABLISHED 900".
  std::string only_connection() {
    nat.expire(now);
    const auto all = nat.connections(now);
    if (all.size() != 1) return std::to_string(all.size()) + " connections";
    return std::string(all[0].state) + " " + std::to_string(all[0].expires.count());
  }
  const ServerView server(size_t index = 0) { return nat.services().at(0).servers.at(index); }

  FakeSurroundings around;
  Nat nat{around, 1, Limits{100'000}};
  Time now{1'000'000'000};
};

}  // namespace hopproof::core
