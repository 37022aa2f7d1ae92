#include "engine/netfilter/packet_queue.hh"

#include "engine/netfilter/netlink_socket.hh"
#include "engine/netfilter/nfnl_message.hh"
#include "harness/base/error.hh"

#include <array>
#include <cstring>

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>
#include <sys/socket.h>

namespace hopproof::netfilter {
namespace {

constexpr size_t slot_size = 0xffff + 4096;  // the largest IP packet and its metadata
constexpr int receive_buffer = 16 << 20;
constexpr uint32_t queue_length = 65536;

template <typename T>
std::span<const uint8_t> config_bytes(const T& value) {
  return {reinterpret_cast<const uint8_t*>(&value), sizeof value};
}

void configure(int fd, NfnlMessage message, const char* attempt) {
  message.add_flags(NLM_F_ACK);
  check_long(attempt, ::send(fd, message.bytes().data(), message.bytes().size(), 0));
  alignas(nlmsghdr) std::array<uint8_t, 4096> answer{};
  check_long(attempt, ::recv(fd, answer.data(), answer.size(), 0));
  nlmsgerr error{};
  std::memcpy(&error, answer.data() + sizeof(nlmsghdr), sizeof error);
  if (error.error != 0) throw SystemError(attempt, -error.error);
}

NfnlMessage config_message(uint16_t number) {
  return NfnlMessage(NFNL_SUBSYS_QUEUE, NFQNL_MSG_CONFIG, 0, AF_UNSPEC, number);
}

/// Without privileges on the host the buffer stays within net.core.rmem_max.
void enlarge_buffer(int fd) {
  if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_buffer, sizeof receive_buffer) == 0)
    return;
  check("enlarge a receive buffer",
        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer));
}

}  // namespace

PacketQueue::PacketQueue(uint16_t number)
    : socket_(check("open the NFQUEUE socket",
                    ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER))),
      number_(number),
      buffer_(batch * slot_size),
      verdicts_(number) {
  const nfqnl_msg_config_cmd bind_command{NFQNL_CFG_CMD_BIND, 0, 0};
  const nfqnl_msg_config_params whole_packets{htonl(0xffff), NFQNL_COPY_PACKET};
  configure(fd(), config_message(number).put(NFQA_CFG_CMD, config_bytes(bind_command)),
            "take the NFQUEUE queue");
  configure(fd(),
            config_message(number)
                .put(NFQA_CFG_PARAMS, config_bytes(whole_packets))
                .put_u32(NFQA_CFG_QUEUE_MAXLEN, queue_length),
            "configure the NFQUEUE queue");
  const int on = 1;
  check("set up the NFQUEUE socket",
        ::setsockopt(fd(), SOL_NETLINK, NETLINK_NO_ENOBUFS, &on, sizeof on));
  enlarge_buffer(fd());
}

std::span<QueuedPacket> PacketQueue::receive() {
  std::array<iovec, batch> parts;
  std::array<mmsghdr, batch> messages{};
  for (size_t i = 0; i < batch; ++i) {
    parts[i] = {buffer_.data() + i * slot_size, slot_size};
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
  if (!bytes.empty()) (void)!::send(fd(), bytes.data(), bytes.size(), 0);
  verdicts_.clear();
}

}  // namespace hopproof::netfilter
