#pragma once

#include "engine/netfilter/nft/nft_batch.hh"

namespace hopproof::netfilter {

constexpr const char* offloaded_requests = "offloaded_requests";
constexpr const char* offloaded_replies = "offloaded_replies";
constexpr uint32_t most_offloaded = 4096;

/// Longer packets may not fit where they go: they are the engine's to judge.
constexpr uint16_t longest_offloaded = 1500;

/// Maps and chains by which the kernel itself rewrites the packets of some IPv4 TCP connections, at
/// the hooks where the engine would have met them: requests go on through OUTPUT, replies through
/// FORWARD. What may change a connection's state (SYN, FIN, RST) is left to the engine. The maps
/// count packets and bytes. For a table that is there; a kernel without nft_dup_ipv4 refuses it.
void add_offload_rules(NftBatch& batch);

}  // namespace hopproof::netfilter
