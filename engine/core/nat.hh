#pragma once

#include "engine/core/connections/connection.hh"
#include "engine/core/refusal.hh"
#include "engine/core/settings.hh"
#include "engine/core/surroundings.hh"
#include "engine/core/verdict.hh"
#include "engine/core/view.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace hopproof::core {

struct NatState;

/// What the core may use at most, and which kernel it counts like.
struct Limits {
  uint32_t connections = 1'000'000;  ///< a packet that would make one more is dropped
  /// How many inactive connections an active one counts as in a server's load: 257 in kernels from
  /// 6.12.105 on (docs/kernel-facts.md).
  uint32_t active_load = 256;
};

/// Packets of one direction, together.
struct Passage {
  size_t packets = 0, bytes = 0;
};

/// The IPVS of one director, masquerading only: packet in, packet out. No descriptor, no clock, no
/// log; nothing on the packet path throws, and an established flow allocates nothing. Not
/// thread-safe: one lock around it, or one thread.
class Nat {
 public:
  /// `seed` keys the hash tables; unpredictable where strangers send packets, fixed in tests.
  Nat(Surroundings& surroundings, uint64_t seed, Limits limits = {});
  ~Nat();
  Nat(const Nat&) = delete;
  Nat& operator=(const Nat&) = delete;

  // --- configuration: what ipvsadm does -------------------------------------------------------
  Refused add_service(const ServiceKey& key, const ServiceOptions& options);
  Refused edit_service(const ServiceKey& key, const ServiceOptions& options);
  Refused delete_service(const ServiceKey& key);
  void clear();
  /// As if just made: no services, no connections, every setting its default.
  void reset();
  Refused add_server(const ServiceKey& key, const Endpoint& server, const ServerOptions& options);
  Refused edit_server(const ServiceKey& key, const Endpoint& server, const ServerOptions& options);
  Refused delete_server(const ServiceKey& key, const Endpoint& server);
  /// --set, seconds; 0 keeps the value.
  void set_timeouts(uint32_t tcp, uint32_t tcp_fin, uint32_t udp);
  /// -Z, of one service or of all.
  Refused zero(const std::optional<ServiceKey>& key);
  /// Any of the above from a parsed ipvsadm line; list, save, restore and the daemons are refused
  /// as unsupported: they are views, or not the core's.
  Refused apply(const IpvsadmCommand& command);

  /// modprobe ip_vs_ftp: FTP control connections made from now on are helped.
  void load_ftp_helper();

  /// net.ipv4.vs.NAME, `name` without the prefix. Holds from the time that
  /// expire() or handle() was last called with.
  Settings::Outcome set(std::string_view name, int value);
  const Settings& settings() const;

  /// Routes, addresses or link MTUs have changed: Surroundings::route_to is asked anew.
  void routes_changed();

  /// The newest other connection with the same client and the same end of a server: a reply of one
  /// looks like a reply of the other. Null where there is none.
  const Connection* twin_of(const Connection& connection) const;

  // --- the packet path ------------------------------------------------------------------------
  /// Judges one whole IP packet (v4 or v6, reassembled; a later fragment passes) and rewrites it in
  /// place, checksums included. Brings the timers up to `now` first.
  Verdict handle(std::span<uint8_t> packet, const Arrival& arrival, Time now);

  /// What an established connection's packets were that somebody else has translated since: they
  /// count, and start its timeout anew. `last` is when the last one came.
  void account(Connection& connection, const Passage& requests, const Passage& replies, Time last);

  /// Hints that these packets will be handled next, in this order: with many flows most of a
  /// packet's cost is waiting for memory, which this does for all of them at once. Only the first
  /// 64 are looked at. Changes nothing but the time that it takes.
  void prepare(std::span<const std::span<uint8_t>> packets, Hook hook);

  /// Ends every connection whose time has come; amortised constant time for each.
  void expire(Time now);
  /// The earliest moment at which expire() may have something to do; nullopt: nothing is waiting.
  std::optional<Time> next_expiry() const;

  // --- views ----------------------------------------------------------------------------------
  std::vector<ServiceView> services() const;
  /// In no particular order, as the kernel's hash order is; `now` gives what is left of each.
  std::vector<ConnectionView> connections(Time now) const;
  ConnectionView view(const Connection& connection, Time now) const;
  TimeoutsView timeouts() const;
  /// Sum over all services, deleted ones included (/proc/net/ip_vs_stats).
  Counters totals() const;
  uint32_t connection_count() const;

 private:
  std::unique_ptr<NatState> state_;
};

}  // namespace hopproof::core
