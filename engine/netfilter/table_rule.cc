#include "engine/netfilter/table_rule.hh"

#include "engine/netfilter/marks.hh"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

namespace hopproof::netfilter {

NfnlMessage table_message(uint8_t type, uint16_t flags, Family family) {
  return NfnlMessage(NFNL_SUBSYS_NFTABLES, type, flags, nf_family(family));
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
