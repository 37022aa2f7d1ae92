#include "engine/netfilter/offload/offload_rules.hh"

#include "engine/netfilter/marks.hh"
#include "engine/netfilter/nft/table_rule.hh"

#include <array>
#include <bit>

#include <linux/in.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

constexpr uint32_t key_length = 16, data_length = 8;
constexpr uint32_t data_type_integer = 4;  // nft's own numbering, for its listing only
constexpr uint32_t network = NFT_PAYLOAD_NETWORK_HEADER, transport = NFT_PAYLOAD_TRANSPORT_HEADER;
constexpr uint32_t source_at = 12, destination_at = 16, header_checksum_at = 10;
constexpr uint32_t source_port_at = 0, destination_port_at = 2, tcp_checksum_at = 16;

void add_map(NftBatch& batch, const char* name, uint32_t id) {
  auto message = table_message(NFT_MSG_NEWSET, NLM_F_CREATE, Family::v4);
  message.put_text(NFTA_SET_TABLE, table_name).put_text(NFTA_SET_NAME, name);
  message.put_u32(NFTA_SET_FLAGS, NFT_SET_MAP | NFT_SET_EVAL).put_u32(NFTA_SET_ID, id);
  message.put_u32(NFTA_SET_KEY_TYPE, data_type_integer).put_u32(NFTA_SET_KEY_LEN, key_length);
  message.put_u32(NFTA_SET_DATA_TYPE, data_type_integer).put_u32(NFTA_SET_DATA_LEN, data_length);
  message.nest(NFTA_SET_DESC, [](netlink::NfnlMessage& size) {
    size.put_u32(NFTA_SET_DESC_SIZE, most_offloaded);
  });
  message.nest(NFTA_SET_EXPR, [](netlink::NfnlMessage& each) {
    each.put_text(NFTA_EXPR_NAME, "counter").nest(NFTA_EXPR_DATA, [](netlink::NfnlMessage&) {});
  });
  batch.add(message);
}

/// TCP that changes no state, as long as the engine lets it be.
NftRuleBuilder plain_tcp(const char* chain) {
  constexpr uint32_t flags_at = 13;
  constexpr auto fin_syn_rst = std::bit_cast<uint32_t>(std::array<uint8_t, 4>{0x07, 0, 0, 0});
  auto rule = table_rule(Family::v4, chain);
  rule.meta(NFT_META_L4PROTO).is(IPPROTO_TCP);
  return rule.payload(transport, flags_at, 1).mask(fin_syn_rst).is_u32(0);
}

/// First the client's end, then the other one.
NftRuleBuilder& load_key(NftRuleBuilder& rule, bool request) {
  rule.payload(network, request ? source_at : destination_at, 4, Register::first);
  rule.payload(transport, request ? source_port_at : destination_port_at, 2, Register::second);
  rule.payload(network, request ? destination_at : source_at, 4, Register::third);
  return rule.payload(transport, request ? destination_port_at : source_port_at, 2,
                      Register::fourth);
}

NftRuleBuilder& mark_ours(NftRuleBuilder& rule) {
  return rule.meta(NFT_META_MARK).set_bits(marks::ipvs_property).set_meta(NFT_META_MARK);
}

/// Whole, with DF (which the copy gets anyway), not too long, with a hop to lose.
void add_request_rule(NftBatch& batch) {
  constexpr uint32_t length_at = 2, fragment_at = 6, ttl_at = 8;
  constexpr std::array<uint8_t, 2> only_df{0x40, 0};
  constexpr std::array<uint8_t, 2> longest{longest_offloaded >> 8, longest_offloaded & 0xff};
  constexpr std::array<uint8_t, 1> last_hop{1};
  auto rule = plain_tcp("offload_in");
  rule.payload(network, fragment_at, 2).compare(NFT_CMP_EQ, only_df);
  rule.payload(network, length_at, 2).compare(NFT_CMP_LTE, longest);
  rule.payload(network, ttl_at, 1).compare(NFT_CMP_GT, last_hop);
  load_key(rule, true).look_up(offloaded_requests, Register::fifth);
  rule.set_payload(network, destination_at, 4, Register::fifth, header_checksum_at);
  rule.set_payload(transport, destination_port_at, 2, Register::sixth, tcp_checksum_at);
  batch.add(mark_ours(rule).duplicate_to(Register::fifth).drop().message());
}

void add_reply_rule(NftBatch& batch) {
  auto rule = plain_tcp("offload_forward");
  load_key(rule, false).look_up(offloaded_replies, Register::fifth);
  rule.set_payload(network, source_at, 4, Register::fifth, header_checksum_at);
  rule.set_payload(transport, source_port_at, 2, Register::sixth, tcp_checksum_at);
  batch.add(mark_ours(rule).message());
}

}  // namespace

/// Just before the chains that lead to the queue (99 and 100).
void add_offload_rules(NftBatch& batch) {
  add_map(batch, offloaded_requests, 1);
  add_map(batch, offloaded_replies, 2);
  batch.add(chain_message(Family::v4, {"offload_in", "filter", NF_INET_LOCAL_IN, 98}));
  batch.add(chain_message(Family::v4, {"offload_forward", "filter", NF_INET_FORWARD, 99}));
  add_request_rule(batch);
  add_reply_rule(batch);
}

}  // namespace hopproof::netfilter
