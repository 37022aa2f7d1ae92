#include "engine/netfilter/queued_packet.hh"

#include "netns/netlink/attributes.hh"

#include <cstring>

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>

namespace hopproof::netfilter {
namespace {

constexpr uint16_t packet_type = NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET;

struct Reading {
  QueuedPacket packet;
  bool has_id = false, cut = false;

  void read(const netlink::Attribute& attribute) {
    const netlink::Bytes payload = attribute.payload;
    switch (attribute.type) {
      case NFQA_PACKET_HDR:
        return read_header(payload);
      case NFQA_MARK:
        packet.mark = ntohl(attribute.number<uint32_t>());
        return;
      case NFQA_PRIORITY:
        packet.priority = ntohl(attribute.number<uint32_t>());
        return;
      case NFQA_CAP_LEN:
        cut = true;
        return;  // there was more than could be copied
      // The datagram came in as bytes that may be written to.
      case NFQA_PAYLOAD:
        packet.payload = {const_cast<uint8_t*>(payload.data()), payload.size()};
        return;
      default:
        return;
    }
  }

  void read_header(netlink::Bytes payload) {
    nfqnl_msg_packet_hdr header{};
    if (payload.size() < sizeof header) return;
    std::memcpy(&header, payload.data(), sizeof header);
    packet.id = ntohl(header.packet_id);
    packet.hook = header.hook;
    has_id = true;
  }
};

}  // namespace

Family QueuedPacket::family() const {
  return !payload.empty() && payload[0] >> 4 == 6 ? Family::v6 : Family::v4;
}

core::Hook QueuedPacket::core_hook() const {
  switch (hook) {
    case NF_INET_FORWARD:
      return core::Hook::forward;
    case NF_INET_LOCAL_OUT:
      return core::Hook::output;
    default:
      return core::Hook::input;
  }
}

uint32_t QueuedPacket::largest_fragment() const {
  return family() == Family::v6 && hook == NF_INET_LOCAL_IN ? priority : 0;
}

std::optional<QueuedPacket> parse_queued_packet(std::span<uint8_t> datagram) {
  nlmsghdr header{};
  if (datagram.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, datagram.data(), sizeof header);
  const bool whole =
      header.nlmsg_len >= NLMSG_LENGTH(sizeof(nfgenmsg)) && header.nlmsg_len <= datagram.size();
  if (!whole || header.nlmsg_type != packet_type) return std::nullopt;
  Reading reading;
  const auto attributes = datagram.first(header.nlmsg_len).subspan(NLMSG_LENGTH(sizeof(nfgenmsg)));
  for (const netlink::Attribute attribute : netlink::Attributes(attributes))
    reading.read(attribute);
  if (!reading.has_id || reading.cut) return std::nullopt;
  return reading.packet;
}

}  // namespace hopproof::netfilter
