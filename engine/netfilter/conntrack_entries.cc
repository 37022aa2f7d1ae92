#include "engine/netfilter/conntrack_entries.hh"

#include "netns/netlink/nfnl_message.hh"

#include <linux/in.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tcp.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

constexpr uint8_t tcp_established = 3;  // TCP_CONNTRACK_ESTABLISHED

void put_tuple(netlink::NfnlMessage& message, uint16_t attribute, uint8_t protocol,
               const Endpoint& from, const Endpoint& to) {
  const bool v4 = from.address.is_v4();
  message.nest(attribute, [&](netlink::NfnlMessage& tuple) {
    tuple.nest(CTA_TUPLE_IP, [&](netlink::NfnlMessage& ip) {
      ip.put(v4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC, from.address.bytes());
      ip.put(v4 ? CTA_IP_V4_DST : CTA_IP_V6_DST, to.address.bytes());
    });
    tuple.nest(CTA_TUPLE_PROTO, [&](netlink::NfnlMessage& proto) {
      proto.put_u8(CTA_PROTO_NUM, protocol);
      proto.put_u16(CTA_PROTO_SRC_PORT, from.port).put_u16(CTA_PROTO_DST_PORT, to.port);
    });
  });
}

void put_tcp_state(netlink::NfnlMessage& message) {
  const uint8_t liberal[] = {IP_CT_TCP_FLAG_BE_LIBERAL, IP_CT_TCP_FLAG_BE_LIBERAL};  // flags, mask
  message.nest(CTA_PROTOINFO, [&](netlink::NfnlMessage& info) {
    info.nest(CTA_PROTOINFO_TCP, [&](netlink::NfnlMessage& tcp) {
      tcp.put_u8(CTA_PROTOINFO_TCP_STATE, tcp_established);
      tcp.put(CTA_PROTOINFO_TCP_FLAGS_ORIGINAL, liberal)
          .put(CTA_PROTOINFO_TCP_FLAGS_REPLY, liberal);
    });
  });
}

/// As nf_nat_setup_info wants it: the reply is altered by the kernel.
void put_dnat(netlink::NfnlMessage& message, const Endpoint& to) {
  const bool v4 = to.address.is_v4();
  message.nest(CTA_NAT_DST, [&](netlink::NfnlMessage& nat) {
    nat.put(v4 ? CTA_NAT_V4_MINIP : CTA_NAT_V6_MINIP, to.address.bytes());
    nat.put(v4 ? CTA_NAT_V4_MAXIP : CTA_NAT_V6_MAXIP, to.address.bytes());
    nat.nest(CTA_NAT_PROTO, [&](netlink::NfnlMessage& ports) {
      ports.put_u16(CTA_PROTONAT_PORT_MIN, to.port).put_u16(CTA_PROTONAT_PORT_MAX, to.port);
    });
  });
}

netlink::NfnlMessage ct_message(uint8_t type, uint16_t flags, const ClientTuple& tuple) {
  netlink::NfnlMessage message(NFNL_SUBSYS_CTNETLINK, type, flags,
                               netlink::domain_of(tuple.client.address.family()));
  put_tuple(message, CTA_TUPLE_ORIG, tuple.protocol, tuple.client, tuple.first_destination);
  return message;
}

}  // namespace

void ConntrackEntries::add(const ClientTuple& tuple, std::chrono::seconds timeout) {
  auto message = ct_message(IPCTNL_MSG_CT_NEW, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK, tuple);
  put_tuple(message, CTA_TUPLE_REPLY, tuple.protocol, tuple.first_destination, tuple.client);
  if (tuple.first_destination != tuple.virtual_service) put_dnat(message, tuple.virtual_service);
  message.put_u32(CTA_STATUS, IPS_SEEN_REPLY | IPS_ASSURED | IPS_CONFIRMED);
  message.put_u32(CTA_TIMEOUT, uint32_t(timeout.count()));
  if (tuple.protocol == IPPROTO_TCP) put_tcp_state(message);
  // Refused: what depends on it does not exist any more, or exists already.
  socket_.try_request(message.message(), "add a conntrack entry");
}

void ConntrackEntries::remove(const ClientTuple& tuple) {
  auto message = ct_message(IPCTNL_MSG_CT_DELETE, NLM_F_ACK, tuple);
  socket_.try_request(message.message(), "remove a conntrack entry");
}

}  // namespace hopproof::netfilter
