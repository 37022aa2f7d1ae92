#include "harness/base/text.hh"
#include "harness/case/iptables/netmask.hh"
#include "harness/case/prints/ip_prints.hh"
#include "harness/case/route/route.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof {
namespace {

bool contains(std::span<const std::string_view> list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

/// Words of `ip route` that say how things are, not what to add; those in `with_value` have one.
constexpr auto states = std::to_array<std::string_view>(
    {"linkdown", "dead", "offload", "trap", "rt_offload", "rt_trap", "notify", "pervasive"});
constexpr auto with_value =
    std::to_array<std::string_view>({"proto", "protocol", "pref", "expires", "error", "nhid",
                                     "hoplimit", "advmss", "age", "users", "used", "cache"});
/// Types of routes that the kernel makes with addresses, in its table `local`.
constexpr auto kernels_own_types =
    std::to_array<std::string_view>({"local", "broadcast", "anycast", "multicast"});

/// A table by its number, where the kernel's three names do not say it.
std::string table_number(std::string_view name, const RoutingTables& tables) {
  const bool known = name == "main" || name == "local" || name == "default";
  const auto found = tables.find(name);
  return known || found == tables.end() ? std::string(name) : std::to_string(found->second);
}

/// "10.0.0.0/24" for 10.0.0.0 and 255.255.255.0; "default" for zeros.
std::optional<std::string> masked(std::string_view network, std::string_view mask) {
  const auto address = IpAddress::parse(network);
  const auto bits = IpAddress::parse(mask);
  const auto prefix = bits ? prefix_of_mask(*bits) : std::nullopt;
  if (!address || !prefix) return std::nullopt;
  if (address->is_unspecified() && *prefix == 0) return "default";
  return Cidr{*address, *prefix}.text();
}

class RoutesReader {
 public:
  explicit RoutesReader(const RoutingTables& tables) : tables_(tables) {}

  Printed read(std::string_view text) {
    for (const PrintLine& line : print_lines(text)) read_line(line);
    return std::move(printed_);
  }

 private:
  void read_line(const PrintLine& line) {
    const std::string_view first = line.word(0);
    if (first == "Kernel") return;
    if (first == "Destination") return read_header(line);
    if (first == "nexthop")
      return unread(line, "a route by several gateways is not part of a case");
    if (!columns_.empty()) return read_columns(line);
    read_words(line);
  }

  void read_header(const PrintLine& line) { columns_.assign(line.words.begin(), line.words.end()); }

  void unread(const PrintLine& line, std::string why) {
    printed_.unread.push_back({line.place, std::move(why)});
  }

  /// A row of `route -n` or `netstat -rn`.
  void read_columns(const PrintLine& line) {
    const auto column = [&](std::string_view name) -> std::string_view {
      const auto found = std::ranges::find(columns_, name);
      return found == columns_.end() ? "" : line.word(size_t(found - columns_.begin()));
    };
    const auto network = masked(column("Destination"), column("Genmask"));
    const std::string_view flags = column("Flags");
    if (!network || column("Iface").empty())
      return unread(line,
                    "numbers are expected in these columns; `route -n` or `ip route` prints them");
    if (flags.find('!') != std::string_view::npos) return keep(line, "unreachable " + *network);
    std::string route = *network;
    const bool has_gateway = flags.find('G') != std::string_view::npos;
    if (has_gateway) route += fmt::format(" via {}", column("Gateway"));
    route += fmt::format(" dev {}", column("Iface"));
    const std::string_view metric = column("Metric");
    const bool has_metric = !metric.empty() && metric != "0";
    if (has_metric) route += fmt::format(" metric {}", metric);
    if (!has_gateway && !has_metric) return imply(line, route);
    keep(line, route);
  }

  /// A line of `ip route`, without what says only how things are.
  void read_words(const PrintLine& line) {
    std::string route;
    for (size_t i = 0; i < line.words.size(); ++i) {
      const std::string_view word = line.words[i];
      const bool is_family = word == "inet6" || word == "inet";
      if (contains(states, word) || is_family) continue;
      if (contains(with_value, word)) {
        ++i;
        continue;
      }
      if (!route.empty()) route += ' ';
      route += word;
      if (word == "table" && i + 1 < line.words.size())
        route += " " + table_number(line.words[++i], tables_);
    }
    if (is_made_by_the_kernel(line)) return imply(line, route);
    keep(line, route);
  }

  static bool is_made_by_the_kernel(const PrintLine& line) {
    if (contains(kernels_own_types, line.word(0)) && line.after("proto") != "static")
      return line.after("proto") == "kernel" || line.after("table") == "local";
    const bool unreachable_default = line.has("lo") && line.after("metric") == "4294967295";
    return line.after("proto") == "kernel" || line.after("table") == "local" || unreachable_default;
  }

  void imply(const PrintLine& line, const std::string& route) {
    printed_.implied.push_back({route, line.place});
  }

  void keep(const PrintLine& line, const std::string& route) {
    const auto parsed = parse_route(route);
    if (const auto* error = std::get_if<LineError>(&parsed)) return unread(line, error->message);
    printed_.items.push_back({route, line.place});
  }

  const RoutingTables& tables_;
  std::vector<std::string> columns_;
  Printed printed_;
};

/// The rules of a new namespace (fib_default_rules_init).
bool is_default_rule(std::string_view priority, const PrintLine& line) {
  const bool from_all = line.word(1) == "from" && line.word(2) == "all" && line.words.size() == 5;
  const std::string_view table = line.after("lookup");
  return from_all && ((priority == "0" && (table == "local" || table == "255")) ||
                      (priority == "32766" && (table == "main" || table == "254")) ||
                      (priority == "32767" && (table == "default" || table == "253")));
}

}  // namespace

Printed read_ip_routes(std::string_view text, const RoutingTables& tables) {
  return RoutesReader(tables).read(text);
}

Printed read_ip_rules(std::string_view text, const RoutingTables& tables) {
  Printed printed;
  for (const PrintLine& line : print_lines(text)) {
    std::string_view priority = line.word(0);
    const bool numbered = priority.ends_with(':');
    if (numbered) priority.remove_suffix(1);
    std::string rule;
    for (size_t i = numbered ? 1 : 0; i < line.words.size(); ++i) {
      const std::string_view word = line.words[i];
      if (word == "proto" || word == "protocol") {
        ++i;
      } else if (!word.starts_with('[')) {
        const bool is_table =
            i > 0 && (line.words[i - 1] == "lookup" || line.words[i - 1] == "table");
        rule +=
            (rule.empty() ? "" : " ") + (is_table ? table_number(word, tables) : std::string(word));
      }
    }
    if (numbered) rule += fmt::format(" priority {}", priority);
    if (numbered && is_default_rule(priority, line)) {
      printed.implied.push_back({rule, line.place});
      continue;
    }
    const auto parsed = parse_policy_rule(rule);
    const auto* error = std::get_if<LineError>(&parsed);
    if (error != nullptr) printed.unread.push_back({line.place, error->message});
    if (error == nullptr) printed.items.push_back({rule, line.place});
  }
  return printed;
}

PrintedTables read_routing_tables(std::string_view text) {
  PrintedTables printed;
  for (const PrintLine& line : print_lines(text)) {
    const auto number = parse_number(line.word(0), 0xffffffff);
    const bool good = number && line.words.size() > 1;
    if (good) printed.tables.emplace(line.word(1), uint32_t(*number));
    if (!good) printed.unread.push_back({line.place, "a line is NUMBER NAME"});
  }
  return printed;
}

}  // namespace hopproof
