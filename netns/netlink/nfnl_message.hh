#pragma once

#include "netns/netlink/message.hh"

#include <arpa/inet.h>
#include <endian.h>
#include <linux/netfilter/nfnetlink.h>

namespace hopproof::netlink {

/// A Message to nfnetlink (linux/netfilter/nfnetlink.h), or several: numbers go in network order,
/// as all of nfnetlink has them.
class NfnlMessage {
 public:
  /// None yet.
  NfnlMessage() = default;
  /// `subsystem` is NFNL_SUBSYS_*, `family` NFPROTO_*; `resource` the nfgenmsg's res_id.
  NfnlMessage(uint8_t subsystem, uint8_t type, uint16_t flags, uint8_t family,
              uint16_t resource = 0) {
    begin(uint16_t(subsystem << 8 | type), flags, family, resource);
  }
  /// Another one behind those there are. `type` has the subsystem in its upper half, but for
  /// NFNL_MSG_BATCH_BEGIN and _END, which are outside of all.
  void begin(uint16_t type, uint16_t flags, uint8_t family, uint16_t resource) {
    message_.begin(type, flags);
    message_.header<nfgenmsg>() = {family, NFNETLINK_V0, htons(resource)};
  }

  NfnlMessage& put(uint16_t attribute, std::span<const uint8_t> bytes) {
    message_.put(attribute, bytes);
    return *this;
  }
  NfnlMessage& put_text(uint16_t attribute, std::string_view text) {
    message_.put_text(attribute, text);
    return *this;
  }
  NfnlMessage& put_u8(uint16_t attribute, uint8_t number) { return put_value(attribute, number); }
  NfnlMessage& put_u16(uint16_t attribute, uint16_t number) {
    return put_value(attribute, htons(number));
  }
  NfnlMessage& put_u32(uint16_t attribute, uint32_t number) {
    return put_value(attribute, htonl(number));
  }
  NfnlMessage& put_u64(uint16_t attribute, uint64_t number) {
    return put_value(attribute, htobe64(number));
  }
  /// A struct, or a number in the host's order, as it lies in memory.
  template <class Value>
  NfnlMessage& put_value(uint16_t attribute, const Value& value) {
    message_.put_value(attribute, value);
    return *this;
  }

  /// Everything that `fill` puts is nested in one attribute.
  template <class Fill>
  NfnlMessage& nest(uint16_t attribute, Fill fill) {
    message_.nest(attribute, [&] { fill(*this); });
    return *this;
  }

  std::span<const uint8_t> bytes() const { return message_.bytes(); }
  void clear() { message_.clear(); }
  /// To be sent, or built up further.
  Message& message() { return message_; }
  const Message& message() const { return message_; }

 private:
  Message message_;
};

}  // namespace hopproof::netlink
