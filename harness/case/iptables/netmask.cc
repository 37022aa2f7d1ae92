#include "harness/case/iptables/netmask.hh"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

namespace hopproof {
namespace {

/// "10" and "192.168", as ip and iptables read them before a slash: the missing bytes are 0.
std::string with_missing_bytes(std::string_view address) {
  std::string whole(address);
  if (address.find_first_not_of("0123456789.") != std::string_view::npos) return whole;
  for (auto dots = std::ranges::count(address, '.'); dots < 3; ++dots) whole += ".0";
  return whole;
}

}  // namespace

IpAddress mask_of_prefix(int prefix, Family family) {
  std::array<uint8_t, 16> ones{};
  ones.fill(0xff);
  const IpAddress full = family == Family::v4 ? IpAddress::v4(0xffffffffU) : IpAddress::v6(ones);
  return full.masked(prefix);
}

std::optional<int> prefix_of_mask(const IpAddress& mask) {
  int bits = 0;
  for (const uint8_t byte : mask.bytes()) bits += std::popcount(byte);
  if (mask != mask_of_prefix(bits, mask.family())) return std::nullopt;
  return bits;
}

std::optional<Cidr> parse_network(std::string_view text) {
  if (const auto cidr = Cidr::parse(text)) return cidr;
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = IpAddress::parse(with_missing_bytes(text.substr(0, slash)));
  if (!address) return std::nullopt;
  if (const auto prefix = parse_number(text.substr(slash + 1), uint64_t(address->max_prefix()))) {
    return Cidr{*address, int(*prefix)};
  }
  const auto mask = IpAddress::parse(text.substr(slash + 1));
  if (!mask || mask->family() != address->family()) return std::nullopt;
  const auto prefix = prefix_of_mask(*mask);
  if (!prefix) return std::nullopt;
  return Cidr{*address, *prefix};
}

}  // namespace hopproof
