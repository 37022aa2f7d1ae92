#include "engine/netfilter/queued_packet.hh"

#include "netns/netlink/nfnl_message.hh"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>

namespace hopproof::netfilter {
namespace {

netlink::NfnlMessage packet_message() {
  const nfqnl_msg_packet_hdr header{htonl(77), htons(0x0800), NF_INET_FORWARD};
  netlink::NfnlMessage message(NFNL_SUBSYS_QUEUE, NFQNL_MSG_PACKET, 0, AF_INET, 1);
  message.put(NFQA_PACKET_HDR, {reinterpret_cast<const uint8_t*>(&header), sizeof header});
  return message;
}

std::vector<uint8_t> bytes_of(const netlink::NfnlMessage& message) {
  return {message.bytes().begin(), message.bytes().end()};
}

TEST(QueuedPacket, ReadsWhatTheKernelTells) {
  const std::vector<uint8_t> payload = {0x45, 1, 2};
  auto bytes = bytes_of(packet_message()
                            .put_u32(NFQA_MARK, 0x1234)
                            .put_u32(NFQA_PRIORITY, 1400)
                            .put(NFQA_PAYLOAD, payload));
  const auto packet = parse_queued_packet(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->id, 77U);
  EXPECT_EQ(packet->hook, NF_INET_FORWARD);
  EXPECT_EQ(packet->mark, 0x1234U);
  EXPECT_EQ(packet->priority, 1400U);
  EXPECT_EQ(std::vector<uint8_t>(packet->payload.begin(), packet->payload.end()), payload);
}

TEST(QueuedPacket, LeavesOutWhatWasCutOrIsNoPacket) {
  auto cut = bytes_of(packet_message().put_u32(NFQA_CAP_LEN, 70000));
  EXPECT_FALSE(parse_queued_packet(cut));
  auto config = bytes_of(netlink::NfnlMessage(NFNL_SUBSYS_QUEUE, NFQNL_MSG_CONFIG, 0, AF_INET));
  EXPECT_FALSE(parse_queued_packet(config));
  auto without_id = bytes_of(netlink::NfnlMessage(NFNL_SUBSYS_QUEUE, NFQNL_MSG_PACKET, 0, AF_INET));
  EXPECT_FALSE(parse_queued_packet(without_id));
}

TEST(QueuedPacket, NeverReadsBeyondAShortDatagram) {
  const auto whole =
      bytes_of(packet_message().put_u32(NFQA_MARK, 1).put(NFQA_PAYLOAD, std::vector<uint8_t>(9)));
  for (size_t length = 0; length < whole.size(); ++length) {
    std::vector<uint8_t> part(whole.begin(), whole.begin() + length);
    part.shrink_to_fit();
    EXPECT_FALSE(parse_queued_packet(part)) << length;
  }
}

}  // namespace
}  // namespace hopproof::netfilter
