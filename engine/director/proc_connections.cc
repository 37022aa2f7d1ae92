#include "engine/director/proc_connections.hh"

#include <charconv>
#include <sstream>

namespace hopproof {
namespace {

std::optional<uint32_t> parse_hex(std::string_view text, size_t digits) {
  uint32_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, 16);
  if (text.size() != digits || error != std::errc() || rest != end) return std::nullopt;
  return value;
}

std::optional<IpAddress> parse_address(const std::string& text) {
  if (text.find(':') != std::string::npos) return IpAddress::parse(text);
  const auto number = parse_hex(text, 8);
  return number ? std::optional(IpAddress::v4(*number)) : std::nullopt;
}

std::optional<Endpoint> parse_endpoint(const std::string& address, const std::string& port) {
  const auto parsed = parse_address(address);
  const auto number = parse_hex(port, 4);
  if (!parsed || !number) return std::nullopt;
  return Endpoint{*parsed, uint16_t(*number)};
}

std::optional<ConnectionRow> parse_row(const std::string& line) {
  std::istringstream columns(line);
  std::string protocol, address[3], port[3], state, expires;
  columns >> protocol;
  for (int i = 0; i < 3; ++i) columns >> address[i] >> port[i];
  if (!(columns >> state >> expires)) return std::nullopt;
  const auto client = parse_endpoint(address[0], port[0]);
  const auto service = parse_endpoint(address[1], port[1]);
  const auto destination = parse_endpoint(address[2], port[2]);
  const auto seconds = parse_number(expires, 1'000'000'000);
  if (!client || !service || !destination || !seconds) return std::nullopt;
  return ConnectionRow{protocol, int(*seconds), state, *client, *service, *destination};
}

}  // namespace

std::vector<ConnectionRow> parse_proc_connections(std::string_view text) {
  std::istringstream lines{std::string(text)};
  std::vector<ConnectionRow> rows;
  for (std::string line; std::getline(lines, line);) {
    if (auto row = parse_row(line)) rows.push_back(std::move(*row));
  }
  return rows;
}

}  // namespace hopproof
