#include "engine/director/director.hh"

#include "harness/base/text.hh"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace hopproof::director {
namespace {

using Columns = std::vector<std::string_view>;

/// "14:59" in seconds.
std::optional<int> parse_expiry(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto minutes = parse_number(text.substr(0, colon), 1'000'000);
  const auto seconds = parse_number(text.substr(colon + 1), 59);
  if (!minutes || !seconds) return std::nullopt;
  return int(*minutes * 60 + *seconds);
}

bool is_protocol(std::string_view word) {
  return word == "TCP" || word == "UDP" || word == "SCTP" || word == "IP";
}

std::optional<ConnectionRow> parse_connection(const Columns& columns) {
  if (columns.size() < 6 || !is_protocol(columns[0])) return std::nullopt;
  const auto expires = parse_expiry(columns[1]);
  const auto client = Endpoint::parse(columns[3]);
  const auto service = Endpoint::parse(columns[4]);
  const auto destination = Endpoint::parse(columns[5]);
  if (!expires || !client || !service || !destination) return std::nullopt;
  return ConnectionRow{
      std::string(columns[0]), *expires, std::string(columns[2]), *client, *service, *destination};
}

/// "123", or "123K" as ipvsadm shortens it without --exact.
std::optional<uint64_t> parse_large_number(std::string_view text) {
  constexpr uint64_t limit = uint64_t{1} << 53;
  uint64_t unit = 1;
  constexpr std::string_view suffixes = "KMGT";
  const size_t suffix = text.empty() ? std::string_view::npos : suffixes.find(text.back());
  if (suffix != std::string_view::npos) {
    for (size_t i = 0; i <= suffix; ++i) unit *= 1000;
    text.remove_suffix(1);
  }
  const auto number = parse_number(text, limit / unit);
  return number ? std::optional(*number * unit) : std::nullopt;
}

/// The last five columns of a row.
std::optional<IpvsCounters> parse_five(const Columns& columns) {
  if (columns.size() < 5) return std::nullopt;
  uint64_t numbers[5];
  for (size_t i = 0; i < 5; ++i) {
    const auto number = parse_large_number(columns[columns.size() - 5 + i]);
    if (!number) return std::nullopt;
    numbers[i] = *number;
  }
  return IpvsCounters{numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]};
}

/// "TCP 10.0.0.1:80" or "FWM 1 IPv6": what stands before the five numbers.
std::string service_name(const Columns& columns) {
  std::string name;
  for (size_t i = 0; i + 5 < columns.size(); ++i)
    name += (name.empty() ? "" : " ") + std::string(columns[i]);
  return name;
}

bool is_service(const Columns& columns) {
  if (columns.size() != 7 && columns.size() != 8) return false;
  return columns[0] == "FWM" ||
         (columns.size() == 7 && columns[0] != "->" && is_protocol(columns[0]));
}

}  // namespace

std::optional<RefusedLine> Director::apply(const std::vector<std::string>& lines) {
  for (size_t i = 0; i < lines.size(); ++i) {
    const CommandResult result = ipvsadm(lines[i]);
    if (result.exit_code != 0) return RefusedLine{i, result.output};
  }
  return std::nullopt;
}

std::optional<std::string> Director::sysctl(std::string_view) { return std::nullopt; }

std::vector<ConnectionRow> Director::connections() {
  return parse_connections(ipvsadm("-Lnc").output);
}

std::vector<CounterRow> Director::counters() {
  return parse_counters(ipvsadm("-Ln --stats --exact").output);
}

std::vector<ConnectionRow> parse_connections(std::string_view ipvsadm_lnc) {
  std::vector<ConnectionRow> rows;
  for (const std::string_view line : lines_of(ipvsadm_lnc)) {
    if (auto row = parse_connection(words_of(line))) rows.push_back(std::move(*row));
  }
  return rows;
}

std::vector<CounterRow> parse_counters(std::string_view ipvsadm_ln_stats) {
  std::vector<CounterRow> rows;
  std::string service;
  for (const std::string_view line : lines_of(ipvsadm_ln_stats)) {
    const Columns columns = words_of(line);
    const auto counters = parse_five(columns);
    if (!counters) continue;
    if (is_service(columns)) {
      service = service_name(columns);
      rows.push_back({service, "", *counters});
    } else if (columns.size() == 7 && columns[0] == "->" && !service.empty()) {
      rows.push_back({service, std::string(columns[1]), *counters});
    }
  }
  return rows;
}

}  // namespace hopproof::director
