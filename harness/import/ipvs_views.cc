#include "harness/import/ipvs_views.hh"

#include "harness/base/text.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"
#include "harness/import/text_prints.hh"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

/// "-t 10.0.0.1:80" and "10.0.0.5:80"; nullopt where the line adds no server.
std::optional<std::pair<std::string, std::string>> server_in(const std::string& line) {
  const auto parsed = parse_ipvsadm(line);
  const auto* command = std::get_if<IpvsadmCommand>(&parsed);
  if (command == nullptr || !command->service || !command->server) return std::nullopt;
  return std::pair{command->service->text(), command->server->text()};
}

void add_threshold(std::string_view option, std::string_view value, Fact& line) {
  if (value != "0" && parse_number(value, 0xffffffff))
    line.text += fmt::format(" {} {}", option, value);
}

}  // namespace

void complete_services(std::vector<Fact>& lines, std::string_view listing,
                       std::string_view thresholds) {
  std::map<std::pair<std::string, std::string>, size_t> rank;
  for (const ListingRow& row : listing_rows(listing))
    if (!row.server.empty()) rank.emplace(std::pair{row.service, row.server}, rank.size());
  for (const ListingRow& row : listing_rows(thresholds))
    for (Fact& line : lines) {
      if (row.server.empty() || row.columns.size() < 2) continue;
      if (server_in(line.text) != std::pair{row.service, row.server}) continue;
      add_threshold("-x", row.columns[0], line);
      add_threshold("-y", row.columns[1], line);
    }
  const auto is_server = [](const Fact& line) { return line.text.starts_with("-a "); };
  const auto place = [&](const Fact& line) {
    const auto server = server_in(line.text);
    const auto found = server ? rank.find(*server) : rank.end();
    return found == rank.end() ? 0 : found->second;
  };
  for (auto begin = std::ranges::find_if(lines, is_server); begin != lines.end();) {
    const auto end = std::find_if_not(begin, lines.end(), is_server);
    std::stable_sort(begin, end, [&](const Fact& a, const Fact& b) { return place(a) > place(b); });
    begin = std::find_if(end, lines.end(), is_server);
  }
}

std::vector<Fact> timeouts_of(std::string_view text, const Where& where) {
  constexpr std::string_view usual = "900 120 300";
  const size_t colon = text.find("):");
  if (colon == std::string_view::npos) return {};
  const std::string_view values = trimmed(text.substr(colon + 2));
  if (values == usual || words_of(values).size() != 3) return {};
  return {{fmt::format("--set {}", values), where}};
}

}  // namespace hopproof::imports
