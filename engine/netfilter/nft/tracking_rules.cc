#include "engine/netfilter/nft/tracking_rules.hh"

#include "engine/netfilter/first_destination_map.hh"
#include "engine/netfilter/marks.hh"
#include "engine/netfilter/nft/table_rule.hh"

#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

void empty_chain(NftBatch& batch, Family family, const char* chain) {
  auto message = table_message(NFT_MSG_DELRULE, 0, family);
  message.put_text(NFTA_RULE_TABLE, table_name).put_text(NFTA_RULE_CHAIN, chain);
  batch.add(message);
}

/// Requests leave with only the engine's half as SO_MARK, so that the user's mark does not choose
/// their route (IPVS ignores it); here they get the user's half, which came as priority.
void add_mark_rule(NftBatch& batch, Family family) {
  auto mark = rule_for_ours(family, "sent");
  mark.meta(NFT_META_PRIORITY).is_not_u32(0).set_meta(NFT_META_MARK);
  batch.add(mark.load(0).set_meta(NFT_META_PRIORITY).message());
}

/// What the user's rules keep from conntrack stays away from it as a request to the server, too.
void add_untracked_rules(NftBatch& batch, Family family) {
  auto note = table_rule(family, "note");
  note.ct_state().mask(NF_CT_STATE_UNTRACKED_BIT).is_not_u32(0);
  note.meta(NFT_META_MARK).set_bits(marks::untracked).set_meta(NFT_META_MARK);
  batch.add(note.message());
  auto sent = rule_for_mark(family, "sent", marks::ipvs_property | marks::untracked);
  batch.add(sent.notrack().leave().message());  // not into a zone, which would track it
}

/// IPVS lets conntrack keep a request by the VIP that it came for, and leaves the reply of a
/// one-packet service to nobody (ip_vs_update_conntrack). The engine's request has the server's
/// address already: in a zone of its own it is none of the packets that go straight to the server.
void add_zone_rules(NftBatch& batch, Family family) {
  using ZoneOf = NftRuleBuilder::ZoneOf;
  constexpr uint32_t first = 1, second = 2, without_replies = 3;
  batch.add(rule_for_mark(family, "sent", marks::ipvs_property | marks::second_flow)
                .load(second)
                .set_zone(ZoneOf::original)
                .message());
  batch.add(rule_for_mark(family, "sent", marks::ipvs_property | marks::one_packet)
                .load(without_replies)
                .set_zone(ZoneOf::both)
                .message());
  // The zone that is set first stays.
  batch.add(rule_for_ours(family, "sent").load(first).set_zone(ZoneOf::original).message());
}

/// Shows the engine a reply whose conntrack entry is its own: see Engine::accept_reply.
void add_unconfirmed_rule(NftBatch& batch, Family family) {
  auto note = table_rule(family, "note_reply");
  note.ct_status().mask(IPS_CONFIRMED).is_u32(0);
  note.meta(NFT_META_MARK).set_bits(marks::unconfirmed).set_meta(NFT_META_MARK);
  batch.add(note.message());
}

}  // namespace

void set_tracking(NftBatch& batch, Family family, const Tracking& tracking) {
  for (const char* chain : {"note", "note_reply", "sent", "nat_out", "nat_post"}) {
    empty_chain(batch, family, chain);
  }
  add_mark_rule(batch, family);
  if (!tracking.needed) return;
  const bool v4 = family == Family::v4;
  if (tracking.requests) {
    add_untracked_rules(batch, family);
    add_zone_rules(batch, family);
    add_first_destination_rules(batch, family);
    // The request was routed and translated already: a user's DNAT in OUTPUT is not asked.
    auto null_binding =
        rule_for_ours(family, "nat_out").ct_original(v4 ? NFT_CT_DST_IP : NFT_CT_DST_IP6);
    batch.add(null_binding.translate_destination().message());
    return;
  }
  batch.add(rule_for_ours(family, "sent").notrack().message());
  add_unconfirmed_rule(batch, family);
  // Replies have met conntrack before they were recognised: no MASQUERADE for them either.
  auto null_binding =
      rule_for_ours(family, "nat_post").ct_original(v4 ? NFT_CT_SRC_IP : NFT_CT_SRC_IP6);
  batch.add(null_binding.translate_source().message());
}

}  // namespace hopproof::netfilter
