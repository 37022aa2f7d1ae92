#pragma once

#include "engine/netfilter/nft/nft_batch.hh"
#include "harness/base/address.hh"

#include <cstdint>
#include <set>
#include <span>
#include <utility>
#include <vector>

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

/// As a key of a set: the address, then protocol and port in four bytes each.
std::vector<uint8_t> key_bytes(const ServerPort& server);
/// How nft calls such keys in its listing.
uint32_t server_port_type(Family family);
/// Names elements of a set in a message; `data` is what each has in a map.
void put_elements(netlink::NfnlMessage& message, const char* set,
                  const std::vector<std::vector<uint8_t>>& keys,
                  std::span<const uint8_t> data = {});

/// The empty sets "vips", "rips", "server_ports" and "marks" of the family's table.
void add_sets(NftBatch& batch, Family family);

/// Adds elements of the family to the sets. Elements that are there already are not an error.
void add_addresses(NftBatch& batch, Family family, const Addresses& addresses);

}  // namespace hopproof::netfilter
