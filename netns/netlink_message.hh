#pragma once

#include "harness/base/error.hh"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <libmnl/libmnl.h>

namespace hopproof {

/// One netlink message under construction. What does not fit is a HostError, never an overrun.
class NetlinkMessage {
 public:
  NetlinkMessage(uint16_t type, uint16_t flags);

  /// The family's fixed header (ifinfomsg, rtmsg...), zeroed; also inside a nest that has one.
  template <class Header>
  Header& header() {
    return *static_cast<Header*>(reserve(sizeof(Header)));
  }

  void put(uint16_t type, std::span<const uint8_t> bytes);
  void put_u8(uint16_t type, uint8_t value);
  void put_u16(uint16_t type, uint16_t value);
  void put_u32(uint16_t type, uint32_t value);
  void put_u64(uint16_t type, uint64_t value);
  void put_text(uint16_t type, std::string_view text);

  /// Calls `fill`, and what it puts is inside an attribute of this type.
  template <class Fill>
  void nest(uint16_t type, Fill fill) {
    nlattr* start = open_nest(type);
    fill();
    mnl_attr_nest_end(message(), start);
  }

  void sequence(uint32_t number) { message()->nlmsg_seq = number; }
  std::span<const char> bytes() const;

 private:
  nlmsghdr* message() { return reinterpret_cast<nlmsghdr*>(buffer_.data()); }
  void* reserve(size_t size);
  nlattr* open_nest(uint16_t type);

  static constexpr size_t limit = 1024;
  alignas(8) std::array<char, limit> buffer_{};
};

}  // namespace hopproof
