#pragma once

#include "engine/core/connections/half_siphash.hh"
#include "engine/core/schedulers/scheduler.hh"

#include <array>

namespace hopproof::core {

/// `mh` (ip_vs_mh.c): the client's address, with mh-port its port too, chooses a place of a table
/// that the servers fill by turns, each along a permutation of its own. A server that comes or goes
/// moves few clients.
class MaglevHashing : public Scheduler {
 public:
  MaglevHashing(bool with_port, bool fallback) : with_port_(with_port), fallback_(fallback) {}
  Server* pick(const Servers& servers, const Request& request) override;
  void start(const Servers& servers) override { fill(servers); }
  void server_added(const Servers& servers) override { fill(servers); }
  void server_removed(const Servers& servers, size_t) override { fill(servers); }
  void weights_changed(const Servers& servers) override { fill(servers); }

  static constexpr uint32_t places = 4093;  ///< of CONFIG_IP_VS_MH_TAB_INDEX=12

 private:
  struct Turn;
  Server* walk_on(uint32_t number, uint32_t place) const;
  void fill(const Servers& servers);

  bool with_port_, fallback_;
  HalfSipHash offset_hash_{2654435761}, skip_hash_{2654446892};
  std::array<Server*, places> table_{};
};

}  // namespace hopproof::core
