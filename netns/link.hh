#pragma once

#include "harness/base/mac.hh"
#include "netns/netlink/request_queue.hh"

#include <string>

namespace hopproof::netns {

// Requests about network interfaces, put on a queue. Interface numbers are chosen by the
// caller, so that whole labs are described without asking the kernel for one.

/// One end of a veth pair.
struct VethEnd {
  const Namespace* space = nullptr;  ///< where it is born
  std::string name;
  int index = 0;
  MacAddress mac{};
  int bridge = 0;  ///< index of the bridge that it is a port of, 0: none; only of the near end
  bool up = false;
};

/// A pair, born in its two namespaces.
void add_veth(netlink::RequestQueue& queue, const VethEnd& near, const VethEnd& far, int mtu,
              std::string attempt);

/// A switch: no spanning tree, no multicast snooping, up at once.
void add_bridge(netlink::RequestQueue& queue, const std::string& name, int index, int mtu,
                std::string attempt);

/// An interface that is not plugged in, like a dummy: it holds addresses, sends no ARP requests,
/// and what is sent through it is gone. A bridge without ports, because more kernels have that.
void add_unplugged(netlink::RequestQueue& queue, const std::string& name, int index,
                   const MacAddress& mac, std::string attempt);

/// The IP-in-IP device tunl0; an existing one is not an error.
void add_tunnel_device(netlink::RequestQueue& queue, const std::string& name, std::string attempt);

void set_up(netlink::RequestQueue& queue, int index, std::string attempt);

/// Address resolution that gives up in a fifth of a second: a question every 60 ms. In a new
/// namespace there is no default to set, so this is for each interface.
void set_resolution_pace(netlink::RequestQueue& queue, int index, std::string attempt);

}  // namespace hopproof::netns
