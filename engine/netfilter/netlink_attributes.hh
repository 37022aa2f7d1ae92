#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include <linux/netlink.h>

namespace hopproof::netfilter {

using Bytes = std::span<const uint8_t>;

/// The attributes of a message, behind its `header_size` bytes of family header; none when the
/// message is too short for that.
inline Bytes attributes_of(const nlmsghdr& message, size_t header_size) {
  const size_t start = NLMSG_HDRLEN + NLMSG_ALIGN(header_size);
  if (message.nlmsg_len < start) return {};
  return Bytes(reinterpret_cast<const uint8_t*>(&message), message.nlmsg_len).subspan(start);
}

/// Calls `each(type, payload)` for every whole attribute; what follows a broken one is left out.
template <typename Each>
void for_each_attribute(Bytes bytes, Each each) {
  nlattr header{};
  while (bytes.size() >= sizeof header) {
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.nla_len < sizeof header || header.nla_len > bytes.size()) return;
    each(uint16_t(header.nla_type & NLA_TYPE_MASK),
         bytes.subspan(sizeof header, header.nla_len - sizeof header));
    bytes = bytes.subspan(std::min<size_t>(NLA_ALIGN(header.nla_len), bytes.size()));
  }
}

/// The payload of the one attribute within another; empty: it is not there.
inline Bytes nested(Bytes nest, uint16_t wanted) {
  Bytes found;
  for_each_attribute(nest, [&](uint16_t type, Bytes payload) {
    if (type == wanted) found = payload;
  });
  return found;
}

/// The text of an attribute, with or without a zero byte at its end.
inline std::string_view text_of(Bytes payload) {
  const auto* text = reinterpret_cast<const char*>(payload.data());
  return {text, strnlen(text, payload.size())};
}

/// A number of 32 bits in the host's order.
inline std::optional<uint32_t> number_of(Bytes payload) {
  uint32_t number = 0;
  if (payload.size() != sizeof number) return std::nullopt;
  std::memcpy(&number, payload.data(), sizeof number);
  return number;
}

}  // namespace hopproof::netfilter
