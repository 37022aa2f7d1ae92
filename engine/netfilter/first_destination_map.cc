#include "engine/netfilter/first_destination_map.hh"

#include "engine/netfilter/marks.hh"
#include "engine/netfilter/nft/address_sets.hh"
#include "engine/netfilter/nft/table_rule.hh"
#include "harness/base/big_endian.hh"
#include "netns/netlink/attributes.hh"

#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

namespace hopproof::netfilter {
namespace {

constexpr const char* map_name = "first_destinations";
constexpr uint32_t map_id = 5;
constexpr uint32_t map_type_integer = 4;  // nft's own numbering, for its listing only
/// The engine asks as soon as the packet has come through the queue.
constexpr uint64_t kept_for = 60'000;  // ms

size_t address_length(Family family) { return family == Family::v4 ? 4 : 16; }
/// An address, and a port in four bytes.
size_t data_length(Family family) { return address_length(family) + 4; }

std::optional<Endpoint> endpoint_of(netlink::Bytes data, Family family) {
  if (data.size() != data_length(family)) return std::nullopt;
  const size_t length = address_length(family);
  const auto port = load16(&data[length]);
  if (family == Family::v4) return Endpoint{IpAddress::v4(data.first<4>()), port};
  return Endpoint{IpAddress::v6(data.first<16>()), port};
}

}  // namespace

void add_first_destination_map(NftBatch& batch, Family family) {
  auto message = table_message(NFT_MSG_NEWSET, NLM_F_CREATE, family);
  message.put_text(NFTA_SET_TABLE, table_name).put_text(NFTA_SET_NAME, map_name);
  message.put_u32(NFTA_SET_FLAGS, NFT_SET_MAP | NFT_SET_TIMEOUT | NFT_SET_EVAL);
  message.put_u32(NFTA_SET_KEY_TYPE, server_port_type(family));
  message.put_u32(NFTA_SET_KEY_LEN, uint32_t(address_length(family) + 8));
  message.put_u32(NFTA_SET_DATA_TYPE, map_type_integer);
  message.put_u32(NFTA_SET_DATA_LEN, uint32_t(data_length(family)));
  message.put_u64(NFTA_SET_TIMEOUT, kept_for);
  batch.add(message.put_u32(NFTA_SET_ID, map_id));
}

void add_first_destination_rules(NftBatch& batch, Family family) {
  const bool v4 = family == Family::v4;
  const auto key = [&](int place) {  // in registers, behind the address
    return Register(int(Register::first) + int(address_length(family) / 4) + place);
  };
  auto note = table_rule(family, "note");
  note.ct_status().mask(IPS_DST_NAT | IPS_CONFIRMED).is_u32(IPS_DST_NAT);
  note.source_address().meta(NFT_META_L4PROTO, key(0));
  note.payload(NFT_PAYLOAD_TRANSPORT_HEADER, 0, 2, key(1));
  note.ct_original(v4 ? NFT_CT_DST_IP : NFT_CT_DST_IP6, key(2));
  note.ct_original(NFT_CT_PROTO_DST, Register(int(key(2)) + int(address_length(family) / 4)));
  note.update_map(map_name, Register::first, key(2));
  note.meta(NFT_META_MARK).set_bits(marks::translated).set_meta(NFT_META_MARK);
  batch.add(note.message());
}

std::optional<Endpoint> first_destination(netlink::Socket& socket, uint8_t protocol,
                                          const Endpoint& client) {
  const Family family = client.address.family();
  auto question = table_message(NFT_MSG_GETSETELEM, 0, family);
  put_elements(question, map_name, {key_bytes({client.address, protocol, client.port})});
  std::optional<Endpoint> found;
  socket.try_request(question.message(), "look for a first destination", [&](const nlmsghdr& m) {
    const netlink::Attributes answer(m, sizeof(nfgenmsg));
    const auto element =
        answer.find(NFTA_SET_ELEM_LIST_ELEMENTS).nested().find(NFTA_LIST_ELEM).nested();
    const auto data = element.find(NFTA_SET_ELEM_DATA).nested().find(NFTA_DATA_VALUE);
    found = endpoint_of(data.payload, family);
  });
  return found;
}

}  // namespace hopproof::netfilter
