#pragma once

#include "engine/netfilter/nft_batch.hh"
#include "harness/base/address.hh"

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace hopproof::netfilter {

/// The number of the NFQUEUE queue.
constexpr uint16_t queue_number = 0x4850;

/// A server's address as its replies show it; port 0 stands for every port.
struct ServerPort {
  IpAddress address;
  uint8_t protocol = 0;
  uint16_t port = 0;
  auto operator<=>(const ServerPort&) const = default;
};

/// The addresses whose packets go to the queue.
struct Addresses {
  std::set<IpAddress> vips;
  std::set<IpAddress> rips;
  std::set<ServerPort> server_ports;
  std::set<std::pair<Family, uint32_t>> marks;  ///< of firewall-mark services

  bool empty() const {
    return vips.empty() && rips.empty() && server_ports.empty() && marks.empty();
  }
};

/// Whether packets of one family meet connection tracking, and what becomes of the engine's then.
struct Tracking {
  bool needed = false;    ///< the user's own rules switch it on
  bool requests = false;  ///< net.ipv4.vs.conntrack
  bool operator==(const Tracking&) const = default;
};

/// The table `hopproof` with its sets and chains, at IPVS's hooks and priorities.
void add_table(NftBatch& batch, Family family);

/// Fills the chains that matter only while conntrack is on; takes the place of what they held.
void set_tracking(NftBatch& batch, Family family, const Tracking& tracking);

/// Adds elements of the family to the sets. Elements that are there already are no error.
void add_addresses(NftBatch& batch, Family family, const Addresses& addresses);

}  // namespace hopproof::netfilter
