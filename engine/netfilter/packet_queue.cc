#include "engine/netfilter/packet_queue.hh"

#include "harness/base/error.hh"

#include <array>

#include <linux/netfilter/nfnetlink_queue.h>
#include <sys/socket.h>

namespace hopproof::netfilter {
namespace {

constexpr size_t slot_size = 0xffff + 4096;  // the largest IP packet and its metadata
constexpr int receive_buffer = 16 << 20;
constexpr uint32_t queue_length = 65536;

/// Without privileges on the host the buffer stays within net.core.rmem_max.
void enlarge_buffer(int fd) {
  if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_buffer, sizeof receive_buffer) == 0)
    return;
  check("enlarge a receive buffer",
        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer));
}

}  // namespace

PacketQueue::PacketQueue(uint16_t number)
    : socket_(NETLINK_NETFILTER),
      buffer_(std::make_unique_for_overwrite<uint8_t[]>(batch * slot_size)),
      verdicts_(number) {
  netlink::NfnlMessage config(NFNL_SUBSYS_QUEUE, NFQNL_MSG_CONFIG, NLM_F_ACK, AF_UNSPEC, number);
  config.put_value(NFQA_CFG_CMD, nfqnl_msg_config_cmd{NFQNL_CFG_CMD_BIND, 0, 0});
  config.put_value(NFQA_CFG_PARAMS, nfqnl_msg_config_params{htonl(0xffff), NFQNL_COPY_PACKET});
  config.put_u32(NFQA_CFG_QUEUE_MAXLEN, queue_length);
  socket_.request(config.message(), "take the NFQUEUE queue");
  const int on = 1;
  check("set up the NFQUEUE socket",
        ::setsockopt(fd(), SOL_NETLINK, NETLINK_NO_ENOBUFS, &on, sizeof on));
  enlarge_buffer(fd());
}

std::span<QueuedPacket> PacketQueue::receive() {
  std::array<iovec, batch> parts;
  std::array<mmsghdr, batch> messages{};
  for (size_t i = 0; i < batch; ++i) {
    parts[i] = {buffer_.get() + i * slot_size, slot_size};
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  packets_.clear();
  const int count = ::recvmmsg(fd(), messages.data(), batch, MSG_DONTWAIT, nullptr);
  for (int i = 0; i < count; ++i) {
    const std::span datagram(static_cast<uint8_t*>(parts[i].iov_base), messages[i].msg_len);
    if (const auto packet = parse_queued_packet(datagram)) packets_.push_back(*packet);
  }
  return packets_;
}

void PacketQueue::send_verdicts() {
  const auto bytes = verdicts_.bytes();
  // A verdict for a packet that is gone already (its device or a hook was removed) is refused.
  if (!bytes.empty()) socket_.send(bytes);
  verdicts_.clear();
}

}  // namespace hopproof::netfilter
