#include "engine/core/wire/packed_address.hh"

namespace hopproof::core {

IpAddress PackedAddress::unpack(Family family) const {
  const auto* first = reinterpret_cast<const uint8_t*>(words);
  if (family == Family::v4) return IpAddress::v4(std::span<const uint8_t, 4>(first, 4));
  return IpAddress::v6(std::span<const uint8_t, 16>(first, 16));
}

}  // namespace hopproof::core
