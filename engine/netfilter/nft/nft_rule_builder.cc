#include "engine/netfilter/nft/nft_rule_builder.hh"

#include <vector>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

constexpr uint8_t fragment_header = 44;  // IPPROTO_FRAGMENT
constexpr size_t message_header = sizeof(nlmsghdr) + sizeof(nfgenmsg);

uint32_t number(Register where) { return uint32_t(where); }

std::span<const uint8_t> raw(const uint32_t& value) {
  return {reinterpret_cast<const uint8_t*>(&value), sizeof value};
}

std::vector<uint8_t> padded_to_8(std::span<const uint8_t> info) {
  std::vector<uint8_t> padded(info.begin(), info.end());
  padded.resize((info.size() + 7) / 8 * 8);
  return padded;
}

void put_value(netlink::NfnlMessage& m, uint16_t attribute, std::span<const uint8_t> bytes) {
  m.nest(attribute, [&](netlink::NfnlMessage& data) { data.put(NFTA_DATA_VALUE, bytes); });
}

}  // namespace

NftRuleBuilder::NftRuleBuilder(Family family, std::string_view table, std::string_view chain)
    : family_(family),
      message_(NFNL_SUBSYS_NFTABLES, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND,
               netlink::domain_of(family)),
      expressions_(NFNL_SUBSYS_NFTABLES, NFT_MSG_NEWRULE, 0, netlink::domain_of(family)) {
  message_.put_text(NFTA_RULE_TABLE, table).put_text(NFTA_RULE_CHAIN, chain);
}

netlink::NfnlMessage NftRuleBuilder::message() const {
  netlink::NfnlMessage whole = message_;
  whole.put(NFTA_RULE_EXPRESSIONS | NLA_F_NESTED, expressions_.bytes().subspan(message_header));
  return whole;
}

template <typename Fill>
NftRuleBuilder& NftRuleBuilder::expression(std::string_view name, Fill fill) {
  expressions_.nest(NFTA_LIST_ELEM, [&](netlink::NfnlMessage& m) {
    m.put_text(NFTA_EXPR_NAME, name).nest(NFTA_EXPR_DATA, fill);
  });
  return *this;
}

NftRuleBuilder& NftRuleBuilder::meta(uint32_t key, Register to) {
  return expression("meta", [&](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_META_DREG, number(to)).put_u32(NFTA_META_KEY, key);
  });
}

NftRuleBuilder& NftRuleBuilder::set_meta(uint32_t key, Register from) {
  return expression("meta", [&](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_META_KEY, key).put_u32(NFTA_META_SREG, number(from));
  });
}

NftRuleBuilder& NftRuleBuilder::payload(uint32_t base, uint32_t offset, uint32_t length,
                                        Register to) {
  return expression("payload", [&](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_PAYLOAD_DREG, number(to)).put_u32(NFTA_PAYLOAD_BASE, base);
    m.put_u32(NFTA_PAYLOAD_OFFSET, offset).put_u32(NFTA_PAYLOAD_LEN, length);
  });
}

NftRuleBuilder& NftRuleBuilder::source_address(Register to) {
  if (family_ == Family::v4) return payload(NFT_PAYLOAD_NETWORK_HEADER, 12, 4, to);
  return payload(NFT_PAYLOAD_NETWORK_HEADER, 8, 16, to);
}

NftRuleBuilder& NftRuleBuilder::destination_address(Register to) {
  if (family_ == Family::v4) return payload(NFT_PAYLOAD_NETWORK_HEADER, 16, 4, to);
  return payload(NFT_PAYLOAD_NETWORK_HEADER, 24, 16, to);
}

NftRuleBuilder& NftRuleBuilder::ct_original(uint32_t key, Register to) {
  return expression("ct", [&](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_CT_DREG, number(to)).put_u32(NFTA_CT_KEY, key);
    m.put_u8(NFTA_CT_DIRECTION, 0);
  });
}

NftRuleBuilder& NftRuleBuilder::set_zone(ZoneOf directions) {
  return expression("ct", [&](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_CT_SREG, number(Register::first)).put_u32(NFTA_CT_KEY, NFT_CT_ZONE);
    if (directions == ZoneOf::original) m.put_u8(NFTA_CT_DIRECTION, 0);
  });
}

NftRuleBuilder& NftRuleBuilder::is_fragment() {
  expression("exthdr", [](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_EXTHDR_DREG, number(Register::first)).put_u8(NFTA_EXTHDR_TYPE, fragment_header);
    m.put_u32(NFTA_EXTHDR_OFFSET, 0).put_u32(NFTA_EXTHDR_LEN, 1);
    m.put_u32(NFTA_EXTHDR_FLAGS, NFT_EXTHDR_F_PRESENT).put_u32(NFTA_EXTHDR_OP, NFT_EXTHDR_OP_IPV6);
  });
  return is(1);
}

NftRuleBuilder& NftRuleBuilder::ct_state() {
  return expression("ct", [](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_CT_DREG, number(Register::first)).put_u32(NFTA_CT_KEY, NFT_CT_STATE);
  });
}

NftRuleBuilder& NftRuleBuilder::ct_status() {
  return expression("ct", [](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_CT_DREG, number(Register::first)).put_u32(NFTA_CT_KEY, NFT_CT_STATUS);
  });
}

NftRuleBuilder& NftRuleBuilder::mask(uint32_t mask) { return bitwise(mask, 0); }

NftRuleBuilder& NftRuleBuilder::set_bits(uint32_t bits) { return bitwise(~bits, bits); }

/// first = (first & mask) ^ bits
NftRuleBuilder& NftRuleBuilder::bitwise(uint32_t mask, uint32_t bits) {
  return expression("bitwise", [&](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_BITWISE_SREG, number(Register::first));
    m.put_u32(NFTA_BITWISE_DREG, number(Register::first)).put_u32(NFTA_BITWISE_LEN, 4);
    put_value(m, NFTA_BITWISE_MASK, raw(mask));
    put_value(m, NFTA_BITWISE_XOR, raw(bits));
  });
}

NftRuleBuilder& NftRuleBuilder::load(uint32_t value, Register to) {
  return expression("immediate", [&](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_IMMEDIATE_DREG, number(to));
    put_value(m, NFTA_IMMEDIATE_DATA, raw(value));
  });
}

NftRuleBuilder& NftRuleBuilder::compare(uint32_t relation, std::span<const uint8_t> bytes) {
  return expression("cmp", [&](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_CMP_SREG, number(Register::first)).put_u32(NFTA_CMP_OP, relation);
    put_value(m, NFTA_CMP_DATA, bytes);
  });
}

NftRuleBuilder& NftRuleBuilder::is(uint8_t byte) { return compare(NFT_CMP_EQ, {&byte, 1}); }

NftRuleBuilder& NftRuleBuilder::is_u32(uint32_t host_order) {
  return compare(NFT_CMP_EQ, raw(host_order));
}

NftRuleBuilder& NftRuleBuilder::is_not_u32(uint32_t host_order) {
  return compare(NFT_CMP_NEQ, raw(host_order));
}

NftRuleBuilder& NftRuleBuilder::in_set(std::string_view set, bool inverted) {
  return expression("lookup", [&](netlink::NfnlMessage& m) {
    m.put_text(NFTA_LOOKUP_SET, set).put_u32(NFTA_LOOKUP_SREG, number(Register::first));
    if (inverted) m.put_u32(NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
  });
}

NftRuleBuilder& NftRuleBuilder::look_up(std::string_view map, Register data) {
  return expression("lookup", [&](netlink::NfnlMessage& m) {
    m.put_text(NFTA_LOOKUP_SET, map).put_u32(NFTA_LOOKUP_SREG, number(Register::first));
    m.put_u32(NFTA_LOOKUP_DREG, number(data));
  });
}

NftRuleBuilder& NftRuleBuilder::set_payload(uint32_t base, uint32_t offset, uint32_t length,
                                            Register from, uint32_t checksum_at) {
  return expression("payload", [&](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_PAYLOAD_SREG, number(from)).put_u32(NFTA_PAYLOAD_BASE, base);
    m.put_u32(NFTA_PAYLOAD_OFFSET, offset).put_u32(NFTA_PAYLOAD_LEN, length);
    m.put_u32(NFTA_PAYLOAD_CSUM_TYPE, NFT_PAYLOAD_CSUM_INET);
    m.put_u32(NFTA_PAYLOAD_CSUM_OFFSET, checksum_at);
    if (base == NFT_PAYLOAD_NETWORK_HEADER)
      m.put_u32(NFTA_PAYLOAD_CSUM_FLAGS, NFT_PAYLOAD_L4CSUM_PSEUDOHDR);
  });
}

NftRuleBuilder& NftRuleBuilder::duplicate_to(Register address) {
  return expression(
      "dup", [&](netlink::NfnlMessage& m) { m.put_u32(NFTA_DUP_SREG_ADDR, number(address)); });
}

NftRuleBuilder& NftRuleBuilder::drop() { return verdict(NF_DROP, ""); }

NftRuleBuilder& NftRuleBuilder::update_map(std::string_view map, Register key, Register data) {
  return expression("dynset", [&](netlink::NfnlMessage& m) {
    m.put_text(NFTA_DYNSET_SET_NAME, map).put_u32(NFTA_DYNSET_OP, NFT_DYNSET_OP_UPDATE);
    m.put_u32(NFTA_DYNSET_SREG_KEY, number(key)).put_u32(NFTA_DYNSET_SREG_DATA, number(data));
  });
}

NftRuleBuilder& NftRuleBuilder::xt_target(std::string_view name, uint32_t revision,
                                          std::span<const uint8_t> info) {
  return expression("target", [&](netlink::NfnlMessage& m) {
    m.put_text(NFTA_TARGET_NAME, name).put_u32(NFTA_TARGET_REV, revision);
    m.put(NFTA_TARGET_INFO, padded_to_8(info));
  });
}

NftRuleBuilder& NftRuleBuilder::xt_match(std::string_view name, uint32_t revision,
                                         std::span<const uint8_t> info) {
  return expression("match", [&](netlink::NfnlMessage& m) {
    m.put_text(NFTA_MATCH_NAME, name).put_u32(NFTA_MATCH_REV, revision);
    m.put(NFTA_MATCH_INFO, padded_to_8(info));
  });
}

NftRuleBuilder& NftRuleBuilder::verdict(int code, std::string_view chain) {
  return expression("immediate", [&](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_IMMEDIATE_DREG, number(Register::verdict));
    m.nest(NFTA_IMMEDIATE_DATA, [&](netlink::NfnlMessage& data) {
      data.nest(NFTA_DATA_VERDICT, [&](netlink::NfnlMessage& verdict) {
        verdict.put_u32(NFTA_VERDICT_CODE, uint32_t(code));
        if (!chain.empty()) verdict.put_text(NFTA_VERDICT_CHAIN, chain);
      });
    });
  });
}

NftRuleBuilder& NftRuleBuilder::jump(std::string_view chain) { return verdict(NFT_JUMP, chain); }

NftRuleBuilder& NftRuleBuilder::leave() { return verdict(NFT_RETURN, ""); }

NftRuleBuilder& NftRuleBuilder::notrack() {
  return expression("notrack", [](netlink::NfnlMessage&) {});
}

NftRuleBuilder& NftRuleBuilder::translate(uint32_t type) {
  return expression("nat", [&](netlink::NfnlMessage& m) {
    m.put_u32(NFTA_NAT_TYPE, type).put_u32(NFTA_NAT_FAMILY, netlink::domain_of(family_));
    m.put_u32(NFTA_NAT_REG_ADDR_MIN, number(Register::first));
  });
}

NftRuleBuilder& NftRuleBuilder::translate_source() { return translate(NFT_NAT_SNAT); }

NftRuleBuilder& NftRuleBuilder::translate_destination() { return translate(NFT_NAT_DNAT); }

}  // namespace hopproof::netfilter
