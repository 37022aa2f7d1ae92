#include "engine/netfilter/nft/address_sets.hh"

#include "engine/netfilter/nft/table_rule.hh"

#include <vector>

#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

/// Data types of nft's own numbering, for its listing only.
constexpr uint32_t type_ipv4 = 7, type_ipv6 = 8, type_protocol = 12, type_service = 13,
                   type_mark = 19;

uint32_t address_type(Family family) { return family == Family::v4 ? type_ipv4 : type_ipv6; }

void add_set(NftBatch& batch, Family family, const char* name, uint32_t id, uint32_t key_type,
             uint32_t key_length) {
  auto message = table_message(NFT_MSG_NEWSET, NLM_F_CREATE, family);
  message.put_text(NFTA_SET_TABLE, table_name)
      .put_text(NFTA_SET_NAME, name)
      .put_u32(NFTA_SET_FLAGS, 0);
  message.put_u32(NFTA_SET_KEY_TYPE, key_type).put_u32(NFTA_SET_KEY_LEN, key_length);
  batch.add(message.put_u32(NFTA_SET_ID, id));
}

void add_elements(NftBatch& batch, Family family, const char* set,
                  const std::vector<std::vector<uint8_t>>& keys) {
  if (keys.empty()) return;
  auto message = table_message(NFT_MSG_NEWSETELEM, NLM_F_CREATE, family);
  put_elements(message, set, keys);
  batch.add(message);
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

uint32_t server_port_type(Family family) {
  return (address_type(family) << 6 | type_protocol) << 6 | type_service;
}

std::vector<uint8_t> key_bytes(const ServerPort& server) {
  std::vector<uint8_t> key(server.address.bytes().begin(), server.address.bytes().end());
  const uint8_t rest[8] = {server.protocol,     0, 0, 0, uint8_t(server.port >> 8),
                           uint8_t(server.port)};
  key.insert(key.end(), std::begin(rest), std::end(rest));
  return key;
}

void put_elements(netlink::NfnlMessage& message, const char* set,
                  const std::vector<std::vector<uint8_t>>& keys, std::span<const uint8_t> data) {
  message.put_text(NFTA_SET_ELEM_LIST_TABLE, table_name).put_text(NFTA_SET_ELEM_LIST_SET, set);
  message.nest(NFTA_SET_ELEM_LIST_ELEMENTS, [&](netlink::NfnlMessage& list) {
    for (const auto& key : keys) {
      list.nest(NFTA_LIST_ELEM, [&](netlink::NfnlMessage& element) {
        element.nest(NFTA_SET_ELEM_KEY,
                     [&](netlink::NfnlMessage& m) { m.put(NFTA_DATA_VALUE, key); });
        if (!data.empty())
          element.nest(NFTA_SET_ELEM_DATA,
                       [&](netlink::NfnlMessage& m) { m.put(NFTA_DATA_VALUE, data); });
      });
    }
  });
}

void add_sets(NftBatch& batch, Family family) {
  const uint32_t type = address_type(family);
  const uint32_t length = family == Family::v4 ? 4 : 16;
  add_set(batch, family, "vips", 1, type, length);
  add_set(batch, family, "rips", 2, type, length);
  add_set(batch, family, "server_ports", 3, server_port_type(family), length + 8);
  add_set(batch, family, "marks", 4, type_mark, 4);
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
