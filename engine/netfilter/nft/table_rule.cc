#include "engine/netfilter/nft/table_rule.hh"

#include "engine/netfilter/marks.hh"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {

netlink::NfnlMessage table_message(uint8_t type, uint16_t flags, Family family) {
  return netlink::NfnlMessage(NFNL_SUBSYS_NFTABLES, type, flags, netlink::domain_of(family));
}

netlink::NfnlMessage chain_message(Family family, const char* name) {
  auto message = table_message(NFT_MSG_NEWCHAIN, NLM_F_CREATE, family);
  message.put_text(NFTA_CHAIN_TABLE, table_name).put_text(NFTA_CHAIN_NAME, name);
  return message;
}

netlink::NfnlMessage chain_message(Family family, const BaseChain& chain) {
  auto message = chain_message(family, chain.name);
  message.nest(NFTA_CHAIN_HOOK, [&](netlink::NfnlMessage& hook) {
    hook.put_u32(NFTA_HOOK_HOOKNUM, chain.hook)
        .put_u32(NFTA_HOOK_PRIORITY, uint32_t(chain.priority));
  });
  message.put_text(NFTA_CHAIN_TYPE, chain.type).put_u32(NFTA_CHAIN_POLICY, NF_ACCEPT);
  return message;
}

NftRuleBuilder table_rule(Family family, const char* chain) { return {family, table_name, chain}; }

NftRuleBuilder rule_for_mark(Family family, const char* chain, uint32_t bits) {
  auto marked = table_rule(family, chain);
  marked.meta(NFT_META_MARK).mask(bits).is_u32(bits);
  return marked;
}

NftRuleBuilder rule_for_ours(Family family, const char* chain) {
  return rule_for_mark(family, chain, marks::ipvs_property);
}

}  // namespace hopproof::netfilter
