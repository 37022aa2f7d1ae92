#pragma once

#include "engine/netfilter/nft/nft_batch.hh"
#include "harness/base/address.hh"

namespace hopproof::netfilter {

/// The rules of the chains "c_in", "c_forward" and "c_out": which packets jump to the chain
/// "queue". The core decides what becomes of them; these only spare the others the way.
void add_hook_rules(NftBatch& batch, Family family);

}  // namespace hopproof::netfilter
