#pragma once

#include <cstring>

#include <libmnl/libmnl.h>

namespace hopproof {

/// Calls `each(attribute)` for the attributes in `size` bytes; stops at a malformed one.
template <class Each>
void for_each_attribute(const void* start, size_t size, Each each) {
  const auto* bytes = static_cast<const char*>(start);
  while (mnl_attr_ok(reinterpret_cast<const nlattr*>(bytes), int(size))) {
    const auto* attribute = reinterpret_cast<const nlattr*>(bytes);
    each(*attribute);
    const size_t step = MNL_ALIGN(attribute->nla_len);
    if (step >= size) return;
    bytes += step;
    size -= step;
  }
}

/// The attributes of a message behind its family's header of `header_size` bytes.
template <class Each>
void for_each_attribute(const nlmsghdr& message, size_t header_size, Each each) {
  const size_t payload = mnl_nlmsg_get_payload_len(&message);
  const size_t skipped = MNL_ALIGN(header_size);
  if (payload <= skipped) return;
  for_each_attribute(static_cast<const char*>(mnl_nlmsg_get_payload(&message)) + skipped,
                     payload - skipped, each);
}

/// The attributes inside an attribute.
template <class Each>
void for_each_attribute(const nlattr& nest, Each each) {
  for_each_attribute(mnl_attr_get_payload(&nest), mnl_attr_get_payload_len(&nest), each);
}

/// Its value, or `otherwise` when it is too short to be one.
template <class Number>
Number number_of(const nlattr& attribute, Number otherwise = 0) {
  if (mnl_attr_get_payload_len(&attribute) < sizeof(Number)) return otherwise;
  Number value;
  std::memcpy(&value, mnl_attr_get_payload(&attribute), sizeof value);
  return value;
}

}  // namespace hopproof
