#pragma once

#include "engine/netfilter/nft/nft_batch.hh"
#include "harness/base/address.hh"
#include "netns/netlink/socket.hh"

#include <cstdint>
#include <optional>

namespace hopproof::netfilter {

/// The map "first_destinations" of the family's table: where requests went that a DNAT of the user
/// has brought to the director. Not every kernel reports it with a queued packet (NFQA_CT).
void add_first_destination_map(NftBatch& batch, Family family);

/// Rules of the chain "note" that fill it, and mark such requests as `marks::translated`. They end
/// with the first request that conntrack confirms.
void add_first_destination_rules(NftBatch& batch, Family family);

/// What the map holds of a client.
std::optional<Endpoint> first_destination(netlink::Socket& socket, uint8_t protocol,
                                          const Endpoint& client);

}  // namespace hopproof::netfilter
