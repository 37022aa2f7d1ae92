#include "engine/netfilter/ruleset.hh"

#include "engine/netfilter/marks.hh"
#include "engine/netfilter/nft_rule_builder.hh"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/xt_NFQUEUE.h>
#include <linux/netfilter/xt_socket.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

constexpr const char* table = "hopproof";

/// Data types of nft's own numbering, for its listing only.
constexpr uint32_t type_ipv4 = 7, type_ipv6 = 8, type_protocol = 12, type_service = 13,
                   type_mark = 19;
constexpr uint32_t concatenated(uint32_t a, uint32_t b, uint32_t c) {
  return (a << 6 | b) << 6 | c;
}

struct BaseChain {
  const char* name;
  const char* type;
  uint32_t hook;
  int priority;
};

/// IPVS is at input 98/99, forward 99/100 and output -99/-98. The other chains surround it: what
/// goes out again gets its user's mark and is untracked before conntrack (-200) sees it, and NAT's
/// null bindings come just before the user's nat chains (100, -100).
constexpr BaseChain base_chains[] = {
    {"c_in", "filter", NF_INET_LOCAL_IN, 99},    {"c_forward", "filter", NF_INET_FORWARD, 100},
    {"c_out", "filter", NF_INET_LOCAL_OUT, -98}, {"sent", "filter", NF_INET_LOCAL_OUT, -301},
    {"nat_out", "nat", NF_INET_LOCAL_OUT, -101}, {"nat_post", "nat", NF_INET_POST_ROUTING, 99},
};

NfnlMessage nft_message(uint8_t type, uint16_t flags, Family family) {
  return NfnlMessage(NFNL_SUBSYS_NFTABLES, type, flags, nf_family(family));
}

NfnlMessage chain_message(Family family, const char* name) {
  auto message = nft_message(NFT_MSG_NEWCHAIN, NLM_F_CREATE, family);
  message.put_text(NFTA_CHAIN_TABLE, table).put_text(NFTA_CHAIN_NAME, name);
  return message;
}

void add_base_chain(NftBatch& batch, Family family, const BaseChain& chain) {
  auto message = chain_message(family, chain.name);
  message.nest(NFTA_CHAIN_HOOK, [&](NfnlMessage& hook) {
    hook.put_u32(NFTA_HOOK_HOOKNUM, chain.hook)
        .put_u32(NFTA_HOOK_PRIORITY, uint32_t(chain.priority));
  });
  message.put_text(NFTA_CHAIN_TYPE, chain.type).put_u32(NFTA_CHAIN_POLICY, NF_ACCEPT);
  batch.add(std::move(message));
}

void add_set(NftBatch& batch, Family family, const char* name, uint32_t id, uint32_t key_type,
             uint32_t key_length) {
  auto message = nft_message(NFT_MSG_NEWSET, NLM_F_CREATE, family);
  message.put_text(NFTA_SET_TABLE, table).put_text(NFTA_SET_NAME, name).put_u32(NFTA_SET_FLAGS, 0);
  message.put_u32(NFTA_SET_KEY_TYPE, key_type).put_u32(NFTA_SET_KEY_LEN, key_length);
  batch.add(std::move(message.put_u32(NFTA_SET_ID, id)));
}

void add_sets(NftBatch& batch, Family family) {
  const uint32_t type = family == Family::v4 ? type_ipv4 : type_ipv6;
  const uint32_t length = family == Family::v4 ? 4 : 16;
  add_set(batch, family, "vips", 1, type, length);
  add_set(batch, family, "rips", 2, type, length);
  add_set(batch, family, "server_ports", 3, concatenated(type, type_protocol, type_service),
          length + 8);
  add_set(batch, family, "marks", 4, type_mark, 4);
}

NftRuleBuilder rule(Family family, const char* chain) { return {family, table, chain}; }

/// A rule that is met only by packets which the engine has sent or rewritten.
NftRuleBuilder rule_for_ours(Family family, const char* chain) {
  auto ours = rule(family, chain);
  ours.meta(NFT_META_MARK).mask(marks::ipvs_property).is_u32(marks::ipvs_property);
  return ours;
}

/// A rule that is met only by ICMP errors of the types that IPVS relates to connections.
NftRuleBuilder rule_for_icmp(Family family, const char* chain, uint8_t type) {
  auto icmp = rule(family, chain);
  icmp.meta(NFT_META_L4PROTO)
      .is(family == Family::v4 ? uint8_t(IPPROTO_ICMP) : uint8_t(IPPROTO_ICMPV6));
  icmp.payload(NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
  if (family == Family::v4) return icmp.is(type);
  return icmp.compare(NFT_CMP_LTE, {&type, 1});
}

/// Types 3, 4 and 11; of ICMPv6 everything below 128.
std::vector<uint8_t> icmp_errors(Family family) {
  return family == Family::v4 ? std::vector<uint8_t>{3, 4, 11} : std::vector<uint8_t>{127};
}

NftRuleBuilder rule_for_protocol(Family family, const char* chain, uint8_t protocol) {
  auto match = rule(family, chain);
  match.meta(NFT_META_L4PROTO).is(protocol);
  return match;
}

void add_input_rules(NftBatch& batch, Family family) {
  for (const uint8_t protocol : {IPPROTO_TCP, IPPROTO_UDP}) {
    const auto match = [&] { return rule_for_protocol(family, "c_in", protocol); };
    batch.add(
        match().meta(NFT_META_MARK).mask(marks::user).in_set("marks").jump("queue").message());
    batch.add(match().destination_address().in_set("vips").jump("queue").message());
    batch.add(match().source_address().in_set("rips").jump("queue").message());
  }
  for (const uint8_t type : icmp_errors(family)) {
    batch.add(rule_for_icmp(family, "c_in", type).jump("queue").message());
  }
}

void add_forward_rules(NftBatch& batch, Family family) {
  for (const uint8_t protocol : {IPPROTO_TCP, IPPROTO_UDP}) {
    auto match = rule_for_protocol(family, "c_forward", protocol);
    batch.add(match.source_address().in_set("rips").jump("queue").message());
  }
  for (const uint8_t type : icmp_errors(family)) {
    batch.add(rule_for_icmp(family, "c_forward", type).jump("queue").message());
  }
}

/// The address, protocol and port of a local server's reply, looked up with and without the port.
void add_server_port_rules(NftBatch& batch, Family family) {
  const auto second = family == Family::v4 ? Register::second : Register::fifth;
  const auto third = family == Family::v4 ? Register::third : Register::sixth;
  for (const uint8_t protocol : {IPPROTO_TCP, IPPROTO_UDP}) {
    auto exact = rule_for_protocol(family, "c_out", protocol);
    exact.source_address().meta(NFT_META_L4PROTO, second);
    exact.payload(NFT_PAYLOAD_TRANSPORT_HEADER, 0, 2, third);
    batch.add(exact.in_set("server_ports").jump("queue").message());
    auto any_port = rule_for_protocol(family, "c_out", protocol);
    any_port.source_address().meta(NFT_META_L4PROTO, second).load(0, third);
    batch.add(any_port.in_set("server_ports").jump("queue").message());
  }
}

/// What a rule of the user sends back from the VIP (a REJECT in INPUT) must not be queued: it
/// shares an unconfirmed conntrack entry with the packet it answers, and NFQUEUE drops such packets
/// without a word. So replies are taken by server and port, and ICMP only from servers, or to the
/// VIP.
void add_output_rules(NftBatch& batch, Family family) {
  for (const uint8_t protocol : {IPPROTO_TCP, IPPROTO_UDP}) {
    auto marked = rule_for_protocol(family, "c_out", protocol);
    batch.add(marked.meta(NFT_META_MARK).mask(marks::user).in_set("marks").jump("queue").message());
    auto request = rule_for_protocol(family, "c_out", protocol);
    batch.add(request.destination_address().in_set("vips").jump("queue").message());
  }
  add_server_port_rules(batch, family);
  for (const uint8_t type : icmp_errors(family)) {
    const auto icmp = [&] { return rule_for_icmp(family, "c_out", type); };
    batch.add(icmp().destination_address().in_set("rips").leave().message());
    batch.add(icmp().destination_address().in_set("vips").jump("queue").message());
    auto from_server = icmp();
    from_server.source_address().in_set("vips", true).in_set("rips");
    batch.add(from_server.jump("queue").message());
  }
}

void add_queue_rule(NftBatch& batch, Family family) {
  const xt_NFQ_info_v3 info{queue_number, 1, 0};
  auto queue = rule(family, "queue");
  batch.add(queue.xt_target("NFQUEUE", 3, {reinterpret_cast<const uint8_t*>(&info), sizeof info})
                .message());
}

/// IPVS puts fragments together itself. A socket match makes the kernel do that ahead of
/// everything, without starting conntrack; the chain is never entered.
void add_defragmentation(NftBatch& batch, Family family) {
  const xt_socket_mtinfo3 info{0};
  auto socket = rule(family, "defragment");
  batch.add(socket.xt_match("socket", 3, {reinterpret_cast<const uint8_t*>(&info), sizeof info})
                .message());
}

void empty_chain(NftBatch& batch, Family family, const char* chain) {
  auto message = nft_message(NFT_MSG_DELRULE, 0, family);
  message.put_text(NFTA_RULE_TABLE, table).put_text(NFTA_RULE_CHAIN, chain);
  batch.add(std::move(message));
}

/// Requests leave with only the engine's half as SO_MARK, so that the user's mark does not choose
/// their route (IPVS ignores it); here they get the user's half, which came as priority.
void add_mark_rule(NftBatch& batch, Family family) {
  auto mark = rule_for_ours(family, "sent");
  mark.meta(NFT_META_PRIORITY).is_not_u32(0).set_meta(NFT_META_MARK);
  batch.add(mark.load(0).set_meta(NFT_META_PRIORITY).message());
}

std::vector<uint8_t> key_bytes(const ServerPort& server) {
  std::vector<uint8_t> key(server.address.bytes().begin(), server.address.bytes().end());
  const uint8_t rest[8] = {server.protocol,     0, 0, 0, uint8_t(server.port >> 8),
                           uint8_t(server.port)};
  key.insert(key.end(), std::begin(rest), std::end(rest));
  return key;
}

void add_elements(NftBatch& batch, Family family, const char* set,
                  const std::vector<std::vector<uint8_t>>& keys) {
  if (keys.empty()) return;
  auto message = nft_message(NFT_MSG_NEWSETELEM, NLM_F_CREATE, family);
  message.put_text(NFTA_SET_ELEM_LIST_TABLE, table).put_text(NFTA_SET_ELEM_LIST_SET, set);
  message.nest(NFTA_SET_ELEM_LIST_ELEMENTS, [&](NfnlMessage& list) {
    for (const auto& key : keys) {
      list.nest(NFTA_LIST_ELEM, [&](NfnlMessage& element) {
        element.nest(NFTA_SET_ELEM_KEY, [&](NfnlMessage& data) { data.put(NFTA_DATA_VALUE, key); });
      });
    }
  });
  batch.add(std::move(message));
}

std::vector<std::vector<uint8_t>> keys_of(const std::set<IpAddress>& addresses, Family family) {
  std::vector<std::vector<uint8_t>> keys;
  for (const IpAddress& address : addresses) {
    if (address.family() == family)
      keys.emplace_back(address.bytes().begin(), address.bytes().end());
  }
  return keys;
}

}  // namespace

void add_table(NftBatch& batch, Family family) {
  auto message = nft_message(NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL, family);
  // Owned: no one else can change it, `nft flush ruleset` passes it by, and it goes with our
  // socket.
  batch.add(std::move(
      message.put_text(NFTA_TABLE_NAME, table).put_u32(NFTA_TABLE_FLAGS, NFT_TABLE_F_OWNER)));
  for (const char* name : {"queue", "defragment"}) batch.add(chain_message(family, name));
  for (const BaseChain& chain : base_chains) add_base_chain(batch, family, chain);
  add_sets(batch, family);
  add_queue_rule(batch, family);
  add_defragmentation(batch, family);
  for (const char* chain : {"c_in", "c_forward", "c_out"}) {
    batch.add(rule_for_ours(family, chain).leave().message());
  }
  add_input_rules(batch, family);
  add_forward_rules(batch, family);
  add_output_rules(batch, family);
  add_mark_rule(batch, family);
}

void set_tracking(NftBatch& batch, Family family, const Tracking& tracking) {
  for (const char* chain : {"sent", "nat_out", "nat_post"}) empty_chain(batch, family, chain);
  add_mark_rule(batch, family);
  if (!tracking.needed) return;
  const bool v4 = family == Family::v4;
  if (tracking.requests) {
    // The request was routed and translated already: a user's DNAT in OUTPUT is not asked.
    auto null_binding =
        rule_for_ours(family, "nat_out").ct_original(v4 ? NFT_CT_DST_IP : NFT_CT_DST_IP6);
    batch.add(null_binding.translate_destination().message());
    return;
  }
  batch.add(rule_for_ours(family, "sent").notrack().message());
  // Replies have met conntrack before they were recognised: no MASQUERADE for them either.
  auto null_binding =
      rule_for_ours(family, "nat_post").ct_original(v4 ? NFT_CT_SRC_IP : NFT_CT_SRC_IP6);
  batch.add(null_binding.translate_source().message());
}

void add_addresses(NftBatch& batch, Family family, const Addresses& addresses) {
  std::vector<std::vector<uint8_t>> server_ports;
  for (const ServerPort& server : addresses.server_ports) {
    if (server.address.family() == family) server_ports.push_back(key_bytes(server));
  }
  std::vector<std::vector<uint8_t>> mark_keys;
  for (const auto& [of, mark] : addresses.marks) {
    const auto* first = reinterpret_cast<const uint8_t*>(&mark);
    if (of == family) mark_keys.emplace_back(first, first + sizeof mark);
  }
  add_elements(batch, family, "marks", mark_keys);
  add_elements(batch, family, "vips", keys_of(addresses.vips, family));
  add_elements(batch, family, "rips", keys_of(addresses.rips, family));
  add_elements(batch, family, "server_ports", server_ports);
}

}  // namespace hopproof::netfilter
