#include "harness/base/address.hh"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

namespace hopproof {

IpAddress IpAddress::v4(std::span<const uint8_t, 4> bytes) {
  IpAddress a;
  std::copy(bytes.begin(), bytes.end(), a.bytes_.begin());
  return a;
}

IpAddress IpAddress::v6(std::span<const uint8_t, 16> bytes) {
  IpAddress a;
  a.family_ = Family::v6;
  std::copy(bytes.begin(), bytes.end(), a.bytes_.begin());
  return a;
}

IpAddress IpAddress::v4(uint32_t host_order) {
  const std::array<uint8_t, 4> bytes{uint8_t(host_order >> 24), uint8_t(host_order >> 16),
                                     uint8_t(host_order >> 8), uint8_t(host_order)};
  return v4(bytes);
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string copy(text);
  IpAddress a;
  if (inet_pton(AF_INET, copy.c_str(), a.bytes_.data()) == 1) return a;
  a.family_ = Family::v6;
  if (inet_pton(AF_INET6, copy.c_str(), a.bytes_.data()) == 1) return a;
  return std::nullopt;
}

IpAddress IpAddress::any(Family family) {
  IpAddress a;
  a.family_ = family;
  return a;
}

uint32_t IpAddress::v4_host_order() const {
  return uint32_t{bytes_[0]} << 24 | uint32_t{bytes_[1]} << 16 | uint32_t{bytes_[2]} << 8 |
         bytes_[3];
}

IpAddress IpAddress::masked(int prefix) const {
  IpAddress a = *this;
  const auto length = static_cast<int>(bytes().size());
  for (int i = 0; i < length; ++i) {
    const int bits = std::clamp(prefix - i * 8, 0, 8);
    a.bytes_[i] = uint8_t(a.bytes_[i] & (0xff00 >> bits));
  }
  return a;
}

bool IpAddress::is_unspecified() const {
  return std::ranges::all_of(bytes(), [](uint8_t b) { return b == 0; });
}

bool IpAddress::is_loopback() const {
  if (is_v4()) return bytes_[0] == 127;
  return std::all_of(bytes_.begin(), bytes_.end() - 1, [](uint8_t b) { return b == 0; }) &&
         bytes_[15] == 1;
}

bool IpAddress::is_multicast() const {
  return is_v4() ? bytes_[0] >= 224 && bytes_[0] < 240 : bytes_[0] == 0xff;
}

bool IpAddress::is_link_local() const {
  if (is_v4()) return bytes_[0] == 169 && bytes_[1] == 254;
  return bytes_[0] == 0xfe && (bytes_[1] & 0xc0) == 0x80;
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  inet_ntop(is_v4() ? AF_INET : AF_INET6, bytes_.data(), buffer.data(), buffer.size());
  return buffer.data();
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Cidr{*address, address->max_prefix()};
  const auto prefix = parse_number(text.substr(slash + 1), uint64_t(address->max_prefix()));
  if (!prefix) return std::nullopt;
  return Cidr{*address, int(*prefix)};
}

bool Cidr::contains(const IpAddress& other) const {
  return address.family() == other.family() && address.masked(prefix) == other.masked(prefix);
}

bool Cidr::overlaps(const Cidr& other) const {
  return prefix <= other.prefix ? contains(other.address) : other.contains(address);
}

std::string Cidr::text() const { return fmt::format("{}/{}", address.text(), prefix); }

std::optional<Endpoint> Endpoint::parse(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  const auto port = parse_number(text.substr(colon + 1), 65535);
  if (!address || !port || address->is_v4() == bracketed) return std::nullopt;
  return Endpoint{*address, uint16_t(*port)};
}

Endpoint Endpoint::from(const sockaddr_storage& storage) {
  if (storage.ss_family == AF_INET6) {
    sockaddr_in6 in6{};
    std::memcpy(&in6, &storage, sizeof in6);
    return {IpAddress::v6(std::span<const uint8_t, 16>(in6.sin6_addr.s6_addr)),
            ntohs(in6.sin6_port)};
  }
  sockaddr_in in{};
  std::memcpy(&in, &storage, sizeof in);
  return {IpAddress::v4(ntohl(in.sin_addr.s_addr)), ntohs(in.sin_port)};
}

unsigned Endpoint::to_sockaddr(sockaddr_storage& out) const {
  out = {};
  if (address.is_v4()) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    std::memcpy(&in.sin_addr, address.bytes().data(), 4);
    std::memcpy(&out, &in, sizeof in);
    return sizeof in;
  }
  sockaddr_in6 in6{};
  in6.sin6_family = AF_INET6;
  in6.sin6_port = htons(port);
  std::memcpy(&in6.sin6_addr, address.bytes().data(), 16);
  std::memcpy(&out, &in6, sizeof in6);
  return sizeof in6;
}

std::string Endpoint::text() const {
  return address.is_v4() ? fmt::format("{}:{}", address.text(), port)
                         : fmt::format("[{}]:{}", address.text(), port);
}

std::optional<uint64_t> parse_number(std::string_view text, uint64_t max) {
  uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || stop != end || value > max) return std::nullopt;
  return value;
}

size_t AddressHash::operator()(const IpAddress& a) const noexcept {
  size_t h = 0xcbf29ce484222325;
  for (const uint8_t b : a.bytes()) h = (h ^ b) * 0x100000001b3;
  return h;
}

size_t AddressHash::operator()(const Endpoint& e) const noexcept {
  return ((*this)(e.address) ^ e.port) * 0x100000001b3;
}

}  // namespace hopproof
