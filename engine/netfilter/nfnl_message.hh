#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace hopproof::netfilter {

/// One nfnetlink message under construction. Attributes are added in order; numbers go in network
/// order, as all of nfnetlink has them.
class NfnlMessage {
 public:
  /// `subsystem` is NFNL_SUBSYS_*, `family` NFPROTO_*; `resource` the nfgenmsg's res_id.
  NfnlMessage(uint8_t subsystem, uint8_t type, uint16_t flags, uint8_t family,
              uint16_t resource = 0);
  /// A message outside of every subsystem: NFNL_MSG_BATCH_BEGIN and _END.
  static NfnlMessage batch_mark(uint16_t type);

  NfnlMessage& put(uint16_t attribute, std::span<const uint8_t> bytes);
  NfnlMessage& put_text(uint16_t attribute, std::string_view text);
  NfnlMessage& put_u8(uint16_t attribute, uint8_t number);
  NfnlMessage& put_u16(uint16_t attribute, uint16_t number);
  NfnlMessage& put_u32(uint16_t attribute, uint32_t number);
  NfnlMessage& put_u64(uint16_t attribute, uint64_t number);

  /// Everything that `fill` adds is nested in one attribute.
  template <typename Fill>
  NfnlMessage& nest(uint16_t attribute, Fill fill) {
    const size_t start = open(uint16_t(attribute | nested));
    fill(*this);
    close(start);
    return *this;
  }

  /// The whole message, its length filled in.
  std::span<const uint8_t> bytes() const { return bytes_; }
  void add_flags(uint16_t flags);

 private:
  static constexpr uint16_t nested = 0x8000;  // NLA_F_NESTED

  struct FullType {
    uint16_t number;
  };
  NfnlMessage(FullType type, uint16_t flags, uint8_t family, uint16_t resource);
  size_t open(uint16_t attribute);
  void close(size_t start);
  void set_length();

  std::vector<uint8_t> bytes_;
};

}  // namespace hopproof::netfilter
