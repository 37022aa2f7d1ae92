#include "harness/model/source_rank.hh"

#include <algorithm>
#include <bit>

namespace hopproof::model {
namespace {

constexpr int link_local = 2, site_local = 5, global = 14;  // of ipv6_addr_type and RFC 4291, 2.7

int scope_of(const IpAddress& address) {
  const auto bytes = address.bytes();
  if (address.is_multicast()) return bytes[1] & 0x0f;
  if (address.is_link_local() || address.is_loopback()) return link_local;
  const bool site = bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0xc0;
  return site ? site_local : global;
}

/// Wide enough, then as narrow as can be; too narrow ones behind all of those, the widest first.
int scope_rank(const IpAddress& own, const IpAddress& destination) {
  constexpr int too_narrow = 128;
  const int scope = scope_of(own);
  return scope >= scope_of(destination) ? -scope : scope - too_narrow;
}

struct Label {
  const char* network;
  int label;
};

// ip6addrlbl_init_table; the longest prefix counts.
constexpr Label labels[] = {{"::1/128", 0},   {"::/96", 3},        {"::ffff:0:0/96", 4},
                            {"2001::/32", 6}, {"2001:10::/28", 7}, {"3ffe::/16", 12},
                            {"2002::/16", 2}, {"fec0::/10", 11},   {"fc00::/7", 5}};

int label_of(const IpAddress& address) {
  for (const Label& one : labels) {
    if (Cidr::parse(one.network)->contains(address)) return one.label;
  }
  return 1;
}

int common_bits(const IpAddress& one, const IpAddress& other) {
  for (size_t i = 0; i < 16; ++i) {
    const auto differing = uint8_t(one.bytes()[i] ^ other.bytes()[i]);
    if (differing != 0) return int(i) * 8 + std::countl_zero(differing);
  }
  return 128;
}

}  // namespace

std::array<int, 5> source_rank(const Cidr& own, const IpAddress& destination, bool on_interface) {
  const IpAddress& address = own.address;
  return {address == destination ? 1 : 0, scope_rank(address, destination), on_interface ? 1 : 0,
          label_of(address) == label_of(destination) ? 1 : 0,
          std::min(common_bits(address, destination), own.prefix)};
}

}  // namespace hopproof::model
