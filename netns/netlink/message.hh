#pragma once

#include "harness/base/address.hh"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include <libmnl/libmnl.h>

namespace hopproof::netlink {

/// A netlink message under construction, or several that go out as one datagram: what is put goes
/// to the last of them. Numbers are put in the host's order. An attribute longer than its length
/// field of 16 bits can express is a HostError.
class Message {
 public:
  /// None yet.
  Message() = default;
  /// One request of this type; NLM_F_REQUEST is among its flags.
  Message(uint16_t type, uint16_t flags) { begin(type, flags); }
  /// Another one behind those there are.
  void begin(uint16_t type, uint16_t flags);
  /// Others behind those there are.
  void append(const Message& more);

  /// The family's fixed header (ifinfomsg, rtmsg...), zeroed; also inside a nest that has one.
  /// Valid until something is put.
  template <class Header>
  Header& header() {
    return *static_cast<Header*>(put_header(sizeof(Header)));
  }

  void put(uint16_t type, std::span<const uint8_t> bytes);
  void put_u8(uint16_t type, uint8_t value) { put_value(type, value); }
  void put_u16(uint16_t type, uint16_t value) { put_value(type, value); }
  void put_u32(uint16_t type, uint32_t value) { put_value(type, value); }
  void put_u64(uint16_t type, uint64_t value) { put_value(type, value); }
  /// With a zero byte at its end.
  void put_text(uint16_t type, std::string_view text);
  /// A struct as it lies in memory.
  template <class Value>
  void put_value(uint16_t type, const Value& value) {
    put(type, {reinterpret_cast<const uint8_t*>(&value), sizeof value});
  }

  /// Calls `fill`, and what it puts stands inside an attribute of this type.
  template <class Fill>
  void nest(uint16_t type, Fill fill) {
    const size_t start = open_nest(type);
    fill();
    close_nest(start);
  }

  /// To the last message.
  void add_flags(uint16_t flags) { last()->nlmsg_flags |= flags; }

  std::span<const uint8_t> bytes() const { return {room_.data(), size_}; }
  std::span<uint8_t> bytes() { return {room_.data(), size_}; }
  /// Takes all messages off and keeps the memory.
  void clear() { size_ = last_ = 0; }

 private:
  nlmsghdr* last() { return reinterpret_cast<nlmsghdr*>(room_.data() + last_); }
  void make_room(size_t size);
  void* put_header(size_t size);
  size_t open_nest(uint16_t type);
  void close_nest(size_t start);

  std::vector<uint8_t> room_;  // libmnl writes into memory that is there
  size_t size_ = 0;            // of what is used
  size_t last_ = 0;            // where the last message begins
};

/// Calls `each` for every whole message in a datagram; it may change those of bytes that may be
/// changed.
template <class Byte, class Each>
void for_each_message(std::span<Byte> datagram, Each each) {
  using Header = std::conditional_t<std::is_const_v<Byte>, const nlmsghdr, nlmsghdr>;
  while (true) {
    auto* message = reinterpret_cast<Header*>(datagram.data());
    if (!mnl_nlmsg_ok(message, int(datagram.size()))) return;
    each(*message);
    datagram = datagram.subspan(std::min<size_t>(MNL_ALIGN(message->nlmsg_len), datagram.size()));
  }
}

/// AF_INET or AF_INET6, which netfilter knows by the same numbers as NFPROTO_IPV4 and NFPROTO_IPV6.
uint8_t domain_of(Family family);

}  // namespace hopproof::netlink
