#include "engine/netfilter/nft/hook_rules.hh"

#include "engine/netfilter/marks.hh"
#include "engine/netfilter/nft/table_rule.hh"
#include "harness/base/protocol.hh"

#include <vector>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

namespace hopproof::netfilter {
namespace {

/// A rule that is met only by ICMP errors of the types that IPVS relates to connections.
NftRuleBuilder rule_for_icmp(Family family, const char* chain, uint8_t type) {
  auto icmp = table_rule(family, chain);
  icmp.meta(NFT_META_L4PROTO).is(family == Family::v4 ? protocol::icmp : protocol::icmp6);
  icmp.payload(NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
  if (family == Family::v4) return icmp.is(type);
  return icmp.compare(NFT_CMP_LTE, {&type, 1});
}

/// Types 3, 4 and 11; of ICMPv6 everything below 128.
std::vector<uint8_t> icmp_errors(Family family) {
  return family == Family::v4 ? std::vector<uint8_t>{3, 4, 11} : std::vector<uint8_t>{127};
}

/// Loads the destination address of the packet that an ICMP error quotes.
NftRuleBuilder quoted_destination(NftRuleBuilder icmp, Family family) {
  constexpr uint32_t icmp_header = 8;
  if (family == Family::v4)
    icmp.payload(NFT_PAYLOAD_TRANSPORT_HEADER, icmp_header + 16, 4);
  else
    icmp.payload(NFT_PAYLOAD_TRANSPORT_HEADER, icmp_header + 24, 16);
  return icmp;
}

NftRuleBuilder rule_for_protocol(Family family, const char* chain, uint8_t protocol) {
  auto match = table_rule(family, chain);
  match.meta(NFT_META_L4PROTO).is(protocol);
  return match;
}

/// The protocols that IPVS translates.
constexpr uint8_t translated[] = {protocol::tcp, protocol::udp, protocol::sctp};

void add_input_rules(NftBatch& batch, Family family) {
  for (const uint8_t protocol : translated) {
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
  for (const uint8_t protocol : translated) {
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
  for (const uint8_t protocol : translated) {
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
/// without a word. So replies are taken by server and port, and ICMP only from servers, to the VIP,
/// or about a request that was on its way to a server (ARP for it was not answered).
void add_output_rules(NftBatch& batch, Family family) {
  for (const uint8_t protocol : translated) {
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
    auto about_request = quoted_destination(icmp(), family);
    batch.add(about_request.in_set("rips").jump("queue").message());
  }
}

}  // namespace

void add_hook_rules(NftBatch& batch, Family family) {
  for (const char* chain : {"c_in", "c_forward", "c_out"}) {
    batch.add(rule_for_ours(family, chain).leave().message());
  }
  for (const char* chain : {"c_in", "c_out"}) {
    batch.add(table_rule(family, chain).jump("note").message());
  }
  batch.add(table_rule(family, "c_forward").jump("note_reply").message());
  add_input_rules(batch, family);
  add_forward_rules(batch, family);
  add_output_rules(batch, family);
}

}  // namespace hopproof::netfilter
