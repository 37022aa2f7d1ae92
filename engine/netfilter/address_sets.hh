#pragma once

#include "engine/netfilter/nft_batch.hh"
#include "harness/base/address.hh"

#include <cstdint>
#include <set>
#include <utility>

namespace hopproof::netfilter {

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

/// The empty sets "vips", "rips", "server_ports" and "marks" of the family's table.
void add_sets(NftBatch& batch, Family family);

/// Adds elements of the family to the sets. Elements that are there already are no error.
void add_addresses(NftBatch& batch, Family family, const Addresses& addresses);

}  // namespace hopproof::netfilter
