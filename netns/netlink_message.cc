#include "netns/netlink_message.hh"

#include <cstring>

namespace hopproof {

NetlinkMessage::NetlinkMessage(uint16_t type, uint16_t flags) {
  nlmsghdr* header = mnl_nlmsg_put_header(buffer_.data());
  header->nlmsg_type = type;
  header->nlmsg_flags = flags;
}

void* NetlinkMessage::reserve(size_t size) {
  if (message()->nlmsg_len + size + MNL_ALIGNTO > limit)
    throw HostError("a netlink message is too long");
  return mnl_nlmsg_put_extra_header(message(), size);
}

void NetlinkMessage::put(uint16_t type, std::span<const uint8_t> bytes) {
  if (!mnl_attr_put_check(message(), limit, type, bytes.size(), bytes.data()))
    throw HostError("a netlink message is too long");
}

void NetlinkMessage::put_u8(uint16_t type, uint8_t value) { put(type, {&value, 1}); }

void NetlinkMessage::put_u16(uint16_t type, uint16_t value) {
  put(type, {reinterpret_cast<const uint8_t*>(&value), sizeof value});
}

void NetlinkMessage::put_u32(uint16_t type, uint32_t value) {
  put(type, {reinterpret_cast<const uint8_t*>(&value), sizeof value});
}

void NetlinkMessage::put_u64(uint16_t type, uint64_t value) {
  put(type, {reinterpret_cast<const uint8_t*>(&value), sizeof value});
}

void NetlinkMessage::put_text(uint16_t type, std::string_view text) {
  const std::string terminated(text);
  put(type, {reinterpret_cast<const uint8_t*>(terminated.c_str()), terminated.size() + 1});
}

nlattr* NetlinkMessage::open_nest(uint16_t type) {
  nlattr* start = mnl_attr_nest_start_check(message(), limit, type);
  if (start == nullptr) throw HostError("a netlink message is too long");
  return start;
}

std::span<const char> NetlinkMessage::bytes() const {
  return {buffer_.data(), reinterpret_cast<const nlmsghdr*>(buffer_.data())->nlmsg_len};
}

}  // namespace hopproof
