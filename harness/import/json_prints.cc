#include "harness/import/json_prints.hh"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hopproof::imports {
namespace {

using Json = nlohmann::json;

std::optional<Json> rows_of(std::string_view text) {
  const size_t start = text.find('[');
  if (start == std::string_view::npos) return std::nullopt;
  Json parsed = Json::parse(text.substr(start), nullptr, false);
  if (!parsed.is_array()) return std::nullopt;
  return parsed;
}

std::string word(const Json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end()) return "";
  if (found->is_string()) return found->get<std::string>();
  return found->is_number() ? found->dump() : "";
}

int number(const Json& row, const char* key, int otherwise) {
  const auto found = row.find(key);
  return found != row.end() && found->is_number_integer() ? found->get<int>() : otherwise;
}

bool has_flag(const Json& row, std::string_view flag) {
  const auto flags = row.find("flags");
  if (flags == row.end() || !flags->is_array()) return false;
  for (const Json& one : *flags)
    if (one.is_string() && one.get<std::string>() == flag) return true;
  return false;
}

void read_addresses(const Json& row, const Where& where, Link& link) {
  const auto list = row.find("addr_info");
  if (list == row.end() || !list->is_array()) return;
  for (const Json& one : *list) {
    const auto address = IpAddress::parse(word(one, "local"));
    if (!address || address->is_link_local() || one.value("temporary", false)) continue;
    if (link.is_loopback() && address->is_loopback()) continue;
    link.addresses.push_back({{*address, number(one, "prefixlen", address->max_prefix())}, where});
  }
}

Link link_of(const Json& row, const Where& where) {
  Link link;
  link.name = word(row, "ifname");
  link.master = word(row, "master");
  link.mac = word(row, "address");
  link.mtu = number(row, "mtu", 0);
  link.up = has_flag(row, "UP");
  link.where = where;
  if (const auto info = row.find("linkinfo"); info != row.end())
    link.kind = word(*info, "info_kind");
  if (link.kind.empty() && word(row, "link_type") == "ipip") link.kind = "ipip";
  read_addresses(row, where, link);
  return link;
}

/// A row that comes with an address or with the kernel.
bool comes_by_itself(const Json& row) {
  const std::string protocol = word(row, "protocol"), type = word(row, "type");
  if (type == "broadcast" || type == "multicast" || type == "anycast") return true;
  if (protocol == "kernel") return true;
  const std::string destination = word(row, "dst");
  return destination.starts_with("fe80:") || destination.starts_with("ff00:");
}

void append(std::string& text, std::string_view key, const std::string& value) {
  if (!value.empty()) text += fmt::format(" {} {}", key, value);
}

std::string route_of(const Json& row) {
  const std::string type = word(row, "type");
  std::string text = type.empty() || type == "unicast" ? "" : type + " ";
  text += word(row, "dst");
  append(text, "via", word(row, "gateway"));
  if (const auto via = row.find("via"); via != row.end())
    append(text, "via inet6", word(*via, "host"));
  const bool has_way = type.empty() || type == "unicast" || type == "local";
  if (has_way) append(text, "dev", word(row, "dev"));
  append(text, "src", word(row, "prefsrc"));
  append(text, "metric", word(row, "metric"));
  const std::string table = word(row, "table");
  if (table != "main" && !(type == "local" && table == "local")) append(text, "table", table);
  if (has_flag(row, "onlink")) text += " onlink";
  if (const auto metrics = row.find("metrics"); metrics != row.end() && metrics->is_array())
    for (const Json& one : *metrics) append(text, "mtu", word(one, "mtu"));
  return text;
}

std::string rule_of(const Json& row, Family family) {
  std::string text = row.contains("not") ? "not" : "";
  const auto network = [&](const char* key, const char* length) {
    const std::string address = word(row, key);
    if (address.empty() || address == "all") return address;
    return row.contains(length) ? fmt::format("{}/{}", address, number(row, length, 0)) : address;
  };
  const std::string source = network("src", "srclen");
  const std::string everyone = family == Family::v4 ? "all" : "::/0";
  append(text, "from", source.empty() || source == "all" ? everyone : source);
  append(text, "to", network("dst", "dstlen"));
  append(text, "iif", word(row, "iif"));
  append(text, "oif", word(row, "oif"));
  const std::string mask = word(row, "fwmask");
  append(text, "fwmark", word(row, "fwmark") + (mask.empty() ? "" : "/" + mask));
  append(text, "lookup", word(row, "table"));
  const std::string action = word(row, "action");
  if (!action.empty() && action != "to_tbl") text += " " + action;
  append(text, "priority", word(row, "priority"));
  return text.substr(text.find_first_not_of(' '));
}

bool is_there_anyway(const Json& row) {
  const std::string table = word(row, "table"), priority = word(row, "priority");
  const std::string source = word(row, "src");
  const bool for_all = (source.empty() || source == "all") && !row.contains("fwmark") &&
                       !row.contains("iif") && !row.contains("dst") && !row.contains("not");
  if (!for_all) return false;
  return (priority == "0" && table == "local") || (priority == "32766" && table == "main") ||
         (priority == "32767" && table == "default");
}

}  // namespace

std::optional<std::vector<Link>> links_of_json(std::string_view text, const Where& where) {
  const auto rows = rows_of(text);
  if (!rows) return std::nullopt;
  std::vector<Link> links;
  for (const Json& row : *rows)
    if (row.is_object() && row.contains("ifname")) links.push_back(link_of(row, where));
  return links;
}

std::optional<std::vector<Fact>> routes_of_json(std::string_view text, const Where& where,
                                                std::vector<Remark>& remarks) {
  const auto rows = rows_of(text);
  if (!rows) return std::nullopt;
  std::vector<Fact> routes;
  for (const Json& row : *rows) {
    if (!row.is_object() || !row.contains("dst") || comes_by_itself(row)) continue;
    if (row.contains("nexthops"))
      remarks.push_back({Remark::Kind::missing,
                         fmt::format("{}: the route to {} has several next hops, which a case "
                                     "cannot have yet; it is left out. Write the one that is "
                                     "taken into the case.",
                                     where.text(), word(row, "dst"))});
    else
      routes.push_back({route_of(row), where});
  }
  return routes;
}

std::optional<std::vector<Fact>> rules_of_json(std::string_view text, Family family,
                                               const Where& where) {
  const auto rows = rows_of(text);
  if (!rows) return std::nullopt;
  std::vector<Fact> rules;
  for (const Json& row : *rows)
    if (row.is_object() && !is_there_anyway(row)) rules.push_back({rule_of(row, family), where});
  return rules;
}

}  // namespace hopproof::imports
