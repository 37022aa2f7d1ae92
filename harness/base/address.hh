#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sockaddr_storage;

namespace hopproof {

enum class Family : uint8_t { v4, v6 };

/// An IPv4 or IPv6 address; bytes in network order, IPv4 in the first four.
class IpAddress {
 public:
  IpAddress() = default;
  static IpAddress v4(std::span<const uint8_t, 4> bytes);
  static IpAddress v6(std::span<const uint8_t, 16> bytes);
  /// From a number in host order: 0x0a000001 is 10.0.0.1.
  static IpAddress v4(uint32_t host_order);
  /// Strict textual form ("10.0.0.1", "2001:db8::1", no brackets); nullopt when it is none.
  static std::optional<IpAddress> parse(std::string_view text);
  static IpAddress any(Family family);

  Family family() const { return family_; }
  bool is_v4() const { return family_ == Family::v4; }
  /// 4 or 16 bytes.
  std::span<const uint8_t> bytes() const { return {bytes_.data(), is_v4() ? 4u : 16u}; }
  uint32_t v4_host_order() const;
  int max_prefix() const { return is_v4() ? 32 : 128; }
  /// The address with all bits after the first `prefix` cleared.
  IpAddress masked(int prefix) const;
  bool is_unspecified() const;
  bool is_loopback() const;
  bool is_multicast() const;
  bool is_link_local() const;
  std::string text() const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  Family family_ = Family::v4;
  std::array<uint8_t, 16> bytes_{};
};

/// An address with the length of its network's prefix: 10.0.0.1/24.
struct Cidr {
  IpAddress address;
  int prefix = 0;

  /// "10.0.0.1/24"; without a slash the prefix is that of one host.
  static std::optional<Cidr> parse(std::string_view text);
  bool contains(const IpAddress& other) const;
  bool overlaps(const Cidr& other) const;
  std::string text() const;
  auto operator<=>(const Cidr&) const = default;
};

/// An address and a port: 10.0.0.1:80 or [2001:db8::1]:80.
struct Endpoint {
  IpAddress address;
  uint16_t port = 0;

  static std::optional<Endpoint> parse(std::string_view text);
  static Endpoint from(const sockaddr_storage& storage);
  /// Fills `out` and returns the length to pass to bind() or connect().
  unsigned to_sockaddr(sockaddr_storage& out) const;
  std::string text() const;
  auto operator<=>(const Endpoint&) const = default;
};

/// Decimal 0..max with nothing else in the text; nullopt otherwise.
std::optional<uint64_t> parse_number(std::string_view text, uint64_t max);

/// FNV-1a over the bytes; for hash tables, not for strangers.
struct AddressHash {
  size_t operator()(const IpAddress& a) const noexcept;
  size_t operator()(const Endpoint& e) const noexcept;
};

}  // namespace hopproof
