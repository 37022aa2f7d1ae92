#pragma once

#include "engine/netfilter/nft/nft_rule_builder.hh"

namespace hopproof::netfilter {

/// The name of the engine's own tables, one for each family.
constexpr const char* table_name = "hopproof";

/// A message to nf_tables about the family's tables.
netlink::NfnlMessage table_message(uint8_t type, uint16_t flags, Family family);

/// A new chain of our table.
netlink::NfnlMessage chain_message(Family family, const char* name);
/// One that is entered at a hook (NF_INET_*); what reaches its end goes on.
struct BaseChain {
  const char* name;
  const char* type;
  uint32_t hook;
  int priority;
};
netlink::NfnlMessage chain_message(Family family, const BaseChain& chain);

/// A rule for a chain of our table.
NftRuleBuilder table_rule(Family family, const char* chain);
/// One that is met only by packets which have all these bits in their mark.
NftRuleBuilder rule_for_mark(Family family, const char* chain, uint32_t bits);
/// One that is met only by packets which the engine has sent or rewritten.
NftRuleBuilder rule_for_ours(Family family, const char* chain);

}  // namespace hopproof::netfilter
