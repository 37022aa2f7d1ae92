#pragma once

#include "engine/netfilter/nft/nft_batch.hh"
#include "harness/base/address.hh"

#include <cstdint>

namespace hopproof::netfilter {

/// The number of the NFQUEUE queue.
constexpr uint16_t queue_number = 0x4850;

/// The table `hopproof` with its sets and chains, at IPVS's hooks and priorities, as it is without
/// services and without conntrack.
void add_table(NftBatch& batch, Family family);

}  // namespace hopproof::netfilter
