#include "engine/netfilter/nft/ruleset.hh"

#include "engine/netfilter/first_destination_map.hh"
#include "engine/netfilter/nft/address_sets.hh"
#include "engine/netfilter/nft/hook_rules.hh"
#include "engine/netfilter/nft/table_rule.hh"
#include "engine/netfilter/nft/tracking_rules.hh"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/xt_NFQUEUE.h>
#include <linux/netfilter/xt_socket.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

/// Fragments are seen before they are reassembled (-400). IPVS is at input 98/99, forward 99/100
/// and output -99/-98. The other chains surround it: what goes out again gets its user's mark and
/// is untracked before conntrack (-200) sees it, and NAT's null bindings come just before the
/// user's nat chains (100, -100).
constexpr BaseChain base_chains[] = {
    {"c_in", "filter", NF_INET_LOCAL_IN, 99},
    {"c_forward", "filter", NF_INET_FORWARD, 100},
    {"c_out", "filter", NF_INET_LOCAL_OUT, -98},
    {"sent", "filter", NF_INET_LOCAL_OUT, -301},
    {"fragments", "filter", NF_INET_PRE_ROUTING, -450},
    {"nat_out", "nat", NF_INET_LOCAL_OUT, -101},
    {"nat_post", "nat", NF_INET_POST_ROUTING, 99},
};

void add_queue_rule(NftBatch& batch, Family family) {
  const xt_NFQ_info_v3 info{queue_number, 1, 0};
  auto queue = table_rule(family, "queue");
  batch.add(queue.xt_target("NFQUEUE", 3, {reinterpret_cast<const uint8_t*>(&info), sizeof info})
                .message());
}

/// IPVS puts fragments together itself. A socket match makes the kernel do that ahead of
/// everything, without starting conntrack; the chain is never entered.
void add_defragmentation(NftBatch& batch, Family family) {
  const xt_socket_mtinfo3 info{0};
  auto socket = table_rule(family, "defragment");
  batch.add(socket.xt_match("socket", 3, {reinterpret_cast<const uint8_t*>(&info), sizeof info})
                .message());
}

/// Once reassembled, an IPv6 datagram no longer shows how large its fragments were, and so whether
/// they fit the next link. Its priority does, which nothing else uses before FORWARD.
void add_fragment_note(NftBatch& batch, Family family) {
  if (family == Family::v4) return;  // there DF decides
  auto fragment = table_rule(family, "fragments");
  fragment.is_fragment().meta(NFT_META_LEN).set_meta(NFT_META_PRIORITY);
  batch.add(fragment.message());
}

}  // namespace

void add_table(NftBatch& batch, Family family) {
  auto message = table_message(NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL, family);
  // Owned: no one else can change it, `nft flush ruleset` passes it by, and it goes with our
  // socket.
  batch.add(
      message.put_text(NFTA_TABLE_NAME, table_name).put_u32(NFTA_TABLE_FLAGS, NFT_TABLE_F_OWNER));
  for (const char* name : {"queue", "defragment", "note", "note_reply"})
    batch.add(chain_message(family, name));
  for (const BaseChain& chain : base_chains) batch.add(chain_message(family, chain));
  add_sets(batch, family);
  add_first_destination_map(batch, family);
  add_queue_rule(batch, family);
  add_defragmentation(batch, family);
  add_fragment_note(batch, family);
  add_hook_rules(batch, family);
  set_tracking(batch, family, Tracking{});
}

}  // namespace hopproof::netfilter
