#pragma once

#include "engine/core/schedulers/scheduler.hh"

#include <array>

namespace hopproof::core {

/// The 256 buckets of ip_vs_sh.c and ip_vs_dh.c.
using Buckets = std::array<Server*, 256>;

/// An address as one number, the words of IPv6 xor-ed.
uint32_t folded(const PackedAddress& address, Family family);

/// hash_32(number, 8) of the kernel, the address folded to 32 bits.
uint8_t bucket_of(const PackedAddress& address, Family family, uint16_t port);

/// `sh` (ip_vs_sh.c): the client's address, with sh-port its port too, chooses; a server has as
/// many buckets as its weight says.
class SourceHashing : public Scheduler {
 public:
  SourceHashing(bool with_port, bool fallback) : with_port_(with_port), fallback_(fallback) {}
  Server* pick(const Servers& servers, const Request& request) override;
  void start(const Servers& servers) override { fill(servers); }
  void server_added(const Servers& servers) override { fill(servers); }
  void server_removed(const Servers& servers, size_t) override { fill(servers); }
  void weights_changed(const Servers& servers) override { fill(servers); }

 private:
  Server* walk_on(const Request& request, uint16_t port) const;
  void fill(const Servers& servers);

  bool with_port_, fallback_;
  Buckets buckets_{};
};

/// `dh` (ip_vs_dh.c): the address that was asked for chooses; weights share out nothing.
class DestinationHashing : public Scheduler {
 public:
  Server* pick(const Servers& servers, const Request& request) override;
  void start(const Servers& servers) override { fill(servers); }
  void server_added(const Servers& servers) override { fill(servers); }
  void server_removed(const Servers& servers, size_t) override { fill(servers); }

 private:
  void fill(const Servers& servers);

  Buckets buckets_{};
};

}  // namespace hopproof::core
