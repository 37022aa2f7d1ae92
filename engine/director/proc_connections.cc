#include "engine/director/proc_connections.hh"

#include "harness/base/text.hh"

#include <charconv>

namespace hopproof::director {
namespace {

std::optional<uint32_t> parse_hex(std::string_view text, size_t digits) {
  uint32_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, 16);
  if (text.size() != digits || error != std::errc() || rest != end) return std::nullopt;
  return value;
}

std::optional<IpAddress> parse_address(std::string_view text) {
  if (text.find(':') != std::string::npos) return IpAddress::parse(text);
  const auto number = parse_hex(text, 8);
  return number ? std::optional(IpAddress::v4(*number)) : std::nullopt;
}

std::optional<Endpoint> parse_endpoint(std::string_view address, std::string_view port) {
  const auto parsed = parse_address(address);
  const auto number = parse_hex(port, 4);
  if (!parsed || !number) return std::nullopt;
  return Endpoint{*parsed, uint16_t(*number)};
}

std::optional<ConnectionRow> parse_row(std::string_view line) {
  const auto columns = words_of(line);
  if (columns.size() < 9) return std::nullopt;
  const auto client = parse_endpoint(columns[1], columns[2]);
  const auto service = parse_endpoint(columns[3], columns[4]);
  const auto destination = parse_endpoint(columns[5], columns[6]);
  const auto seconds = parse_number(columns[8], 1'000'000'000);
  if (!client || !service || !destination || !seconds) return std::nullopt;
  return ConnectionRow{std::string(columns[0]),
                       int(*seconds),
                       std::string(columns[7]),
                       *client,
                       *service,
                       *destination};
}

}  // namespace

std::vector<ConnectionRow> parse_proc_connections(std::string_view text) {
  std::vector<ConnectionRow> rows;
  for (const std::string_view line : lines_of(text)) {
    if (auto row = parse_row(line)) rows.push_back(std::move(*row));
  }
  return rows;
}

}  // namespace hopproof::director
