#pragma once

#include "engine/netfilter/nft/nft_batch.hh"
#include "harness/base/address.hh"

namespace hopproof::netfilter {

/// Whether packets of one family meet connection tracking, and what becomes of the engine's then.
struct Tracking {
  bool needed = false;    ///< the user's own rules switch it on
  bool requests = false;  ///< net.ipv4.vs.conntrack
  bool operator==(const Tracking&) const = default;
};

/// Fills the chains of the family's table that depend on it; takes the place of what they held.
/// Only where `needed` is there a rule among them that starts conntrack itself.
void set_tracking(NftBatch& batch, Family family, const Tracking& tracking);

}  // namespace hopproof::netfilter
