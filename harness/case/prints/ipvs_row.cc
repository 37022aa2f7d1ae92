#include "harness/case/prints/ipvs_row.hh"

#include <charconv>

namespace hopproof {
namespace {

std::optional<uint32_t> parse_hex(std::string_view word, size_t digits) {
  uint32_t value = 0;
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, value, 16);
  if (word.size() != digits || error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace

std::optional<uint32_t> parse_hex32(std::string_view word) { return parse_hex(word, 8); }

std::optional<Endpoint> printed_endpoint(std::string_view word, bool hexadecimal) {
  if (!hexadecimal) return Endpoint::parse(word);
  const size_t colon = word.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_hex(word.substr(colon + 1), 4);
  std::string_view host = word.substr(0, colon);
  std::optional<IpAddress> address;
  if (host.starts_with('[') && host.ends_with(']')) {
    address = IpAddress::parse(host.substr(1, host.size() - 2));
  } else if (const auto bits = parse_hex32(host)) {
    address = IpAddress::v4(*bits);
  }
  if (!port || !address) return std::nullopt;
  return Endpoint{*address, uint16_t(*port)};
}

}  // namespace hopproof
