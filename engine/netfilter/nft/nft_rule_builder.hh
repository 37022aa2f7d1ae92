#pragma once

#include "harness/base/address.hh"
#include "netns/netlink/nfnl_message.hh"

#include <cstdint>
#include <span>
#include <string_view>

namespace hopproof::netfilter {

/// A register of the nf_tables machine, as netlink numbers the 32-bit ones (NFT_REG32_00 = 8).
enum class Register : uint32_t {
  verdict = 0,
  first = 8,
  second = 9,
  third = 10,
  fourth = 11,
  fifth = 12,
  sixth = 13
};

/// Builds one rule, expression by expression, for a chain of a table.
class NftRuleBuilder {
 public:
  NftRuleBuilder(Family family, std::string_view table, std::string_view chain);

  /// Loads a key (NFT_META_*) of the packet.
  NftRuleBuilder& meta(uint32_t key, Register to = Register::first);
  NftRuleBuilder& set_meta(uint32_t key, Register from = Register::first);
  /// Loads bytes of the network (NFT_PAYLOAD_NETWORK_HEADER) or transport header.
  NftRuleBuilder& payload(uint32_t base, uint32_t offset, uint32_t length,
                          Register to = Register::first);
  NftRuleBuilder& source_address(Register to = Register::first);
  NftRuleBuilder& destination_address(Register to = Register::first);
  /// Loads a key of the conntrack entry (NFT_CT_*), of its original direction.
  NftRuleBuilder& ct_original(uint32_t key, Register to = Register::first);
  /// Puts the packet into the zone that the first register holds: in both directions, or only in
  /// the original one, so that its replies are those of everybody.
  enum class ZoneOf : uint8_t { original, both };
  NftRuleBuilder& set_zone(ZoneOf directions);
  /// Goes on only for IPv6 fragments.
  NftRuleBuilder& is_fragment();
  NftRuleBuilder& ct_state();
  NftRuleBuilder& ct_status();
  /// first = first & mask, or first | bits; 32 bits in the host's order.
  NftRuleBuilder& mask(uint32_t mask);
  NftRuleBuilder& set_bits(uint32_t bits);
  NftRuleBuilder& load(uint32_t value, Register to = Register::first);
  /// Goes on only if the first register relates so (NFT_CMP_*) to the bytes.
  NftRuleBuilder& compare(uint32_t relation, std::span<const uint8_t> bytes);
  NftRuleBuilder& is(uint8_t byte);
  NftRuleBuilder& is_u32(uint32_t host_order);
  NftRuleBuilder& is_not_u32(uint32_t host_order);
  /// Goes on only if the key that starts in the first register is (not) in the set.
  NftRuleBuilder& in_set(std::string_view set, bool inverted = false);
  /// Goes on only if the key that starts in the first register is in the map; loads what it has
  /// there.
  NftRuleBuilder& look_up(std::string_view map, Register data);
  /// Writes bytes of the network or transport header from a register. `checksum_at` is where that
  /// header's checksum is; a change of the network header is made up for in TCP's and UDP's, too.
  NftRuleBuilder& set_payload(uint32_t base, uint32_t offset, uint32_t length, Register from,
                              uint32_t checksum_at);
  /// Sends a copy through OUTPUT to the IPv4 address in the register (nf_dup_ipv4).
  NftRuleBuilder& duplicate_to(Register address);
  NftRuleBuilder& drop();
  /// Puts what starts in `data` under the key that starts in `key`, or in place of what is there.
  NftRuleBuilder& update_map(std::string_view map, Register key, Register data);
  /// A target or match of xtables through nft_compat; `info` is its struct, padded to 8 bytes.
  NftRuleBuilder& xt_target(std::string_view name, uint32_t revision,
                            std::span<const uint8_t> info);
  NftRuleBuilder& xt_match(std::string_view name, uint32_t revision, std::span<const uint8_t> info);
  /// Ends: jump to a chain of the table, return, untrack, or translate to the address in `first`.
  NftRuleBuilder& jump(std::string_view chain);
  NftRuleBuilder& leave();
  NftRuleBuilder& notrack();
  NftRuleBuilder& translate_source();
  NftRuleBuilder& translate_destination();

  netlink::NfnlMessage message() const;

 private:
  template <typename Fill>
  NftRuleBuilder& expression(std::string_view name, Fill fill);
  NftRuleBuilder& bitwise(uint32_t mask, uint32_t bits);
  NftRuleBuilder& verdict(int code, std::string_view chain);
  NftRuleBuilder& translate(uint32_t type);

  Family family_;
  netlink::NfnlMessage message_;
  netlink::NfnlMessage expressions_;  // its attributes are the rule's list
};

}  // namespace hopproof::netfilter
