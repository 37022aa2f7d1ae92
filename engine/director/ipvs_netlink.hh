#pragma once

#include "engine/director/director.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"
#include "netns/netlink/socket.hh"

#include <cstdint>
#include <vector>

namespace hopproof::director {

/// The kernel's IPVS of a namespace, reached as ipvsadm reaches it (generic netlink,
/// linux/ip_vs.h), without a program for each command.
class IpvsNetlink {
 public:
  /// Throws MissingCapability where the kernel has no ip_vs.
  explicit IpvsNetlink(const netns::Namespace& space);

  /// 0, or the kernel's errno; EOPNOTSUPP for a command that changes neither services, servers,
  /// counters nor timeouts.
  int apply(const IpvsadmCommand& command);

  /// Those of `ipvsadm -Ln --stats --exact`.
  std::vector<CounterRow> counters();

 private:
  netlink::Message order(uint8_t command, uint16_t flags) const;

  netlink::Socket socket_;
  uint16_t family_;
};

}  // namespace hopproof::director
