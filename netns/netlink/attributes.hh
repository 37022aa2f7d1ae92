#pragma once

#include "harness/base/address.hh"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

#include <linux/netlink.h>

namespace hopproof::netlink {

using Bytes = std::span<const uint8_t>;

class Attributes;

/// One attribute (struct nlattr, netlink(7)), where it lies in its message.
struct Attribute {
  uint16_t type = 0;  ///< without NLA_F_NESTED and NLA_F_NET_BYTEORDER
  Bytes payload;

  /// Its first bytes as a number in the host's order, or `otherwise` when it is too short for one.
  template <class Number>
  Number number(Number otherwise = 0) const {
    if (payload.size() < sizeof(Number)) return otherwise;
    std::memcpy(&otherwise, payload.data(), sizeof(Number));
    return otherwise;
  }
  /// Its text, with or without a zero byte at the end.
  std::string_view text() const {
    const auto* first = reinterpret_cast<const char*>(payload.data());
    return {first, payload.empty() ? 0 : strnlen(first, payload.size())};
  }
  /// Its 4 or 16 bytes as an address; nullopt for any other length.
  std::optional<IpAddress> address() const {
    if (payload.size() == 4) return IpAddress::v4(payload.first<4>());
    if (payload.size() == 16) return IpAddress::v6(payload.first<16>());
    return std::nullopt;
  }
  /// Those inside it.
  Attributes nested() const;
};

/// The attributes in some bytes, in their order. They end before the first malformed one: nothing
/// beyond the bytes is ever read. Nothing is copied.
class Attributes {
 public:
  class Iterator {
   public:
    using value_type = Attribute;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    explicit Iterator(Bytes rest) : rest_(rest) { read(); }
    Attribute operator*() const {
      return {uint16_t(header_.nla_type & NLA_TYPE_MASK),
              rest_.subspan(NLA_HDRLEN, header_.nla_len - NLA_HDRLEN)};
    }
    Iterator& operator++() {
      rest_ = rest_.subspan(std::min<size_t>(NLA_ALIGN(header_.nla_len), rest_.size()));
      read();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return rest_.empty(); }

   private:
    void read() {
      if (rest_.size() >= sizeof header_) std::memcpy(&header_, rest_.data(), sizeof header_);
      const bool whole = rest_.size() >= sizeof header_ && header_.nla_len >= NLA_HDRLEN &&
                         header_.nla_len <= rest_.size();
      if (!whole) rest_ = {};
    }

    Bytes rest_;
    nlattr header_{};
  };

  Attributes() = default;
  explicit Attributes(Bytes bytes) : bytes_(bytes) {}
  /// Those of a message, behind its family's header of `header_size` bytes; none when the message
  /// is too short for that.
  Attributes(const nlmsghdr& message, size_t header_size) {
    const size_t start = NLMSG_HDRLEN + NLMSG_ALIGN(header_size);
    if (message.nlmsg_len > start)
      bytes_ = Bytes(reinterpret_cast<const uint8_t*>(&message), message.nlmsg_len).subspan(start);
  }

  Iterator begin() const { return Iterator(bytes_); }
  static std::default_sentinel_t end() { return {}; }

  /// The first one of a type; one without payload when there is none.
  Attribute find(uint16_t type) const {
    for (const Attribute attribute : *this)
      if (attribute.type == type) return attribute;
    return {type, {}};
  }

 private:
  Bytes bytes_;
};

inline Attributes Attribute::nested() const { return Attributes(payload); }

/// The fixed header (ifinfomsg, rtmsg...) of a message's family; nullptr when the message is too
/// short for it.
template <class Header>
const Header* family_header(const nlmsghdr& message) {
  if (message.nlmsg_len < NLMSG_LENGTH(sizeof(Header))) return nullptr;
  return static_cast<const Header*>(NLMSG_DATA(&message));
}

}  // namespace hopproof::netlink
