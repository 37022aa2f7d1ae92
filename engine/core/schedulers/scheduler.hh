#pragma once

#include "engine/core/services/server.hh"
#include "engine/core/time.hh"
#include "engine/core/wire/packed_address.hh"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::core {

/// A service's servers as schedulers walk them: the last added first.
using Servers = std::vector<std::unique_ptr<Server>>;

/// What a scheduler may look at in the packet that asks for a server.
struct Request {
  Family family;
  /// The client; and whom the packet is for, which in a quoted reply is the client as well: of the
  /// schedulers that use it (dh, lblc, lblcr) none swaps the ends of a quoted packet.
  PackedAddress source, destination;
  uint16_t source_port;
  Time now{};
  Time lblc_expiration{86'400'000}, lblcr_expiration{86'400'000};
};

/// What a scheduler is made with.
struct SchedulerSetup {
  std::span<const std::string> flags{};  ///< as in `ipvsadm -b` ("sh-port")
  uint64_t seed = 0;                     ///< of what it draws at random
  Time now{};
};

/// How a service chooses (struct ip_vs_scheduler). One object a service.
class Scheduler {
 public:
  virtual ~Scheduler() = default;

  /// The server for a new connection; nullptr: none is usable.
  virtual Server* pick(const Servers& servers, const Request& request) = 0;

  /// Before the first pick: the servers that are there already.
  virtual void start(const Servers& servers) { (void)servers; }
  /// The list has changed: a server came in front, the one at `index` went, a weight changed.
  virtual void server_added(const Servers& servers) { (void)servers; }
  virtual void server_removed(const Servers& servers, size_t index) { (void)servers, (void)index; }
  virtual void weights_changed(const Servers& servers) { (void)servers; }
};

/// Whether the name is one of the kernel's schedulers.
bool is_known_scheduler(std::string_view name);

/// A new scheduler; nullptr unless is_known_scheduler().
std::unique_ptr<Scheduler> make_scheduler(std::string_view name, const SchedulerSetup& setup = {});

}  // namespace hopproof::core
