#pragma once

#include "engine/core/schedulers/scheduler.hh"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopproof::core {

/// A service's list as it comes about: each added server goes to the front.
struct Pool {
  explicit Pool(std::string_view scheduler_name, std::vector<std::string> flags = {})
      : scheduler(make_scheduler(scheduler_name, {flags, 1, Time{0}})) {
    scheduler->start(servers);
  }
  void add(char name, int weight = 1) {
    const Endpoint endpoint{IpAddress::v4(static_cast<uint32_t>(name)), 80};
    servers.insert(servers.begin(), std::make_unique<Server>(ServiceKey{}, endpoint));
    servers[0]->options.weight = servers[0]->last_weight = weight;
    servers[0]->available = true;
    scheduler->server_added(servers);
  }
  void remove(char name) {
    const auto found = std::ranges::find_if(servers, [&](auto& s) { return letter(*s) == name; });
    const auto index = static_cast<size_t>(found - servers.begin());
    trash.push_back(std::move(*found));
    trash.back()->available = false;
    servers.erase(found);
    scheduler->server_removed(servers, index);
  }
  void weigh(char name, int weight) {
    of(name).options.weight = weight;
    if (weight != 0) of(name).last_weight = weight;
    scheduler->weights_changed(servers);
  }
  Server& of(char name) {
    return **std::ranges::find_if(servers, [&](auto& s) { return letter(*s) == name; });
  }
  static char letter(const Server& s) {
    return static_cast<char>(s.endpoint.address.v4_host_order());
  }
  /// The next `count` picks; "-" where there is none.
  std::string picks(int count, std::string_view client = "10.0.0.2", uint16_t port = 1) {
    const auto source = PackedAddress::from(*IpAddress::parse(client));
    std::string names;
    for (int i = 0; i < count; ++i) {
      const Server* s = scheduler->pick(servers, {Family::v4, source, source, port, now});
      names += s != nullptr ? letter(*s) : '-';
    }
    return names;
  }
  /// The pick for that destination after so many seconds.
  std::string picks_after(int64_t seconds, std::string_view destination = "10.0.0.2") {
    now += std::chrono::seconds(seconds);
    return picks(1, destination);
  }

  Servers trash, servers;
  std::unique_ptr<Scheduler> scheduler;  // refers to servers: goes first
  Time now{0};
};

/// The picks for 24 clients side by side.
inline std::string clients(Pool& pool) {
  std::string names;
  for (uint32_t i = 0; i < 24; ++i) names += pool.picks(1, IpAddress::v4(0x0a000002 + i).text());
  return names;
}

}  // namespace hopproof::core
