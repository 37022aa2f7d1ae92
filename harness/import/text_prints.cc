#include "harness/import/text_prints.hh"

#include "harness/base/text.hh"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::imports {
namespace {

/// The option that names a service of this row; "" for a row that is none.
std::string service_option(const std::vector<std::string_view>& words) {
  static const std::map<std::string_view, std::string_view> options = {
      {"TCP", "-t"}, {"UDP", "-u"}, {"SCTP", "--sctp-service"}, {"FWM", "-f"}};
  const auto option = words.size() < 2 ? options.end() : options.find(words[0]);
  if (option == options.end()) return "";
  const bool is_6 = words[0] == "FWM" && words.size() > 2 && words[2] == "IPv6";
  return fmt::format("{} {}{}", option->second, words[1], is_6 ? " -6" : "");
}

/// "(sh-port,sh-fallback) persistent 60 mask 255.255.255.0 pe sip ops" as options.
std::string service_options(const std::vector<std::string_view>& columns) {
  std::string text;
  for (size_t i = 1; i < columns.size(); ++i) {
    const std::string_view word = columns[i];
    const std::string_view value = i + 1 < columns.size() ? columns[i + 1] : "";
    if (word.starts_with('(')) text += fmt::format(" -b {}", trimmed(word, "()"));
    if (word == "persistent") text += fmt::format(" -p {}", value);
    if (word == "mask") text += fmt::format(" -M {}", value);
    if (word == "pe") text += fmt::format(" --pe {}", value);
    if (word == "ops") text += " -o";
  }
  return text;
}

std::string forwarding_option(std::string_view word) {
  if (word == "Masq") return "-m";
  if (word == "Tunnel") return "-i";
  return word == "Route" || word == "Local" ? "-g" : "";
}

/// "10.0.0.1.80", "2001:db8::1.80": how tcpdump joins address and port.
std::optional<Endpoint> joined_by_dot(std::string_view word) {
  word = trimmed(word, ":,");
  const size_t dot = word.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto address = IpAddress::parse(word.substr(0, dot));
  const auto port = parse_number(word.substr(dot + 1), 65535);
  if (!address || !port) return std::nullopt;
  return Endpoint{*address, uint16_t(*port)};
}

template <typename Use>
void each_line(const Section& section, const std::string& file, Use use) {
  Where where{file, section.line};
  for (const std::string_view line : lines_of(section.text)) {
    use(words_of(line), where);
    ++where.line;
  }
}

/// The words before those that only the kernel's listing has.
std::string route_text(const std::vector<std::string_view>& words) {
  static constexpr std::array noise = {"linkdown", "dead", "offload", "pervasive"};
  static constexpr std::array noise_with_value = {"proto", "pref", "expires", "hoplimit", "nhid"};
  std::vector<std::string_view> kept;
  for (size_t i = 0; i < words.size(); ++i) {
    if (std::ranges::find(noise_with_value, words[i]) != noise_with_value.end()) {
      ++i;
      continue;
    }
    if (std::ranges::find(noise, words[i]) == noise.end()) kept.push_back(words[i]);
  }
  return fmt::format("{}", fmt::join(kept, " "));
}

bool is_kernels_route(const std::vector<std::string_view>& words) {
  for (size_t i = 0; i + 1 < words.size(); ++i)
    if (words[i] == "proto" && words[i + 1] == "kernel") return true;
  return words[0] == "broadcast" || words[0] == "multicast" || words[0] == "anycast" ||
         words[0].starts_with("fe80:") || words[0].starts_with("ff00:");
}

Link& link_named(std::string_view name, const Where& where, Host& host) {
  const auto known = std::ranges::find(host.links, name, &Link::name);
  if (known != host.links.end()) return *known;
  Link link;
  link.name = name;
  link.where = where;
  return host.links.emplace_back(std::move(link));
}

/// "2: eth0.100@eth0: <BROADCAST,UP> mtu 1500 ... master br0".
Link& begin_link(const std::vector<std::string_view>& words, const Where& where, Host& host) {
  const std::string_view name = trimmed(words[1], ":");
  Link& link = link_named(name.substr(0, name.find('@')), where, host);
  if (words.size() > 2 && words[2].starts_with('<'))
    link.up = words[2].find("UP") != std::string_view::npos;
  for (size_t i = 2; i + 1 < words.size(); ++i) {
    if (words[i] == "master") link.master = words[i + 1];
    if (words[i] == "mtu") link.mtu = int(parse_number(words[i + 1], 1U << 20).value_or(0));
  }
  return link;
}

void add_address(std::string_view word, const Where& where, Link& link) {
  const auto cidr = Cidr::parse(word);
  if (!cidr || cidr->address.is_link_local() || cidr->address.is_loopback()) return;
  const auto is_same = [&](const LinkAddress& one) { return one.cidr == *cidr; };
  if (std::ranges::none_of(link.addresses, is_same)) link.addresses.push_back({*cidr, where});
}

}  // namespace

std::vector<ListingRow> listing_rows(std::string_view text) {
  std::vector<ListingRow> rows;
  std::string service;
  int number = -1;
  for (const std::string_view line : lines_of(text)) {
    ++number;
    const auto words = words_of(line);
    if (const std::string option = service_option(words); !option.empty()) {
      service = option;
      const size_t from = option.ends_with(" -6") ? 3 : 2;
      rows.push_back({service, "", {words.begin() + long(from), words.end()}, number});
    } else if (words.size() >= 3 && words[0] == "->" && !service.empty()) {
      rows.push_back({service, std::string(words[1]), {words.begin() + 2, words.end()}, number});
    }
  }
  return rows;
}

std::vector<Fact> services_of_listing(const Section& section, const std::string& file,
                                      std::vector<Remark>& remarks) {
  std::vector<Fact> lines;
  for (const ListingRow& row : listing_rows(section.text)) {
    const Where where{file, section.line + row.line};
    const auto refuse = [&](std::string_view why) {
      remarks.push_back(
          {Remark::Kind::missing, fmt::format("{}: the row is left out: {}.", where.text(), why)});
    };
    if (row.server.empty()) {
      if (row.columns.empty()) continue;
      lines.push_back(
          {fmt::format("-A {} -s {}{}", row.service, row.columns[0], service_options(row.columns)),
           where});
      continue;
    }
    const std::string forwarding = forwarding_option(row.columns[0]);
    if (forwarding.empty()) continue;  // a view of counters
    if (!Endpoint::parse(row.server)) {
      refuse("it has a name, not an address; print it with -n");
      continue;
    }
    if (row.columns[0] == "Local")
      remarks.push_back(
          {Remark::Kind::assumed,
           fmt::format("{}: the server is the director itself and printed as Local; it "
                       "is taken for -g. `ipvsadm -Sn` would say.",
                       where.text())});
    lines.push_back({fmt::format("-a {} -r {} {} -w {}", row.service, row.server, forwarding,
                                 row.columns.size() > 1 ? row.columns[1] : "1"),
                     where});
  }
  return lines;
}

void add_links(const Section& section, const std::string& file, Host& host) {
  std::string current;
  each_line(section, file, [&](const std::vector<std::string_view>& words, const Where& where) {
    if (words.size() < 2) return;
    const bool is_head = words[0].ends_with(':') && parse_number(trimmed(words[0], ":"), 1U << 30);
    if (is_head) current = begin_link(words, where, host).name;
    if (is_head && words.size() > 3 && words[2].starts_with("inet"))
      return add_address(words[3], where, link_named(current, where, host));  // ip -o addr
    if (words[0].starts_with("inet") && !current.empty())
      add_address(words[1], where, link_named(current, where, host));
  });
}

std::vector<Fact> routes_of_text(const Section& section, const std::string& file) {
  std::vector<Fact> routes;
  each_line(section, file, [&](const std::vector<std::string_view>& words, const Where& where) {
    if (words.size() >= 2 && !is_kernels_route(words)) routes.push_back({route_text(words), where});
  });
  return routes;
}

std::vector<Fact> policy_rules_of_text(const Section& section, const std::string& file) {
  std::vector<Fact> rules;
  each_line(section, file, [&](const std::vector<std::string_view>& words, const Where& where) {
    if (words.size() < 3) return;
    const std::string_view priority = trimmed(words[0], ":");
    if (priority == "0" || priority == "32766" || priority == "32767") return;
    rules.push_back(
        {fmt::format("{} priority {}", fmt::join(words.begin() + 1, words.end(), " "), priority),
         where});
  });
  return rules;
}

std::vector<SeenPacket> packets_of(const Section& section, const std::string& file) {
  std::vector<SeenPacket> packets;
  each_line(section, file, [&](const std::vector<std::string_view>& words, const Where& where) {
    for (size_t i = 0; i + 2 < words.size(); ++i) {
      const auto source = joined_by_dot(words[i]), destination = joined_by_dot(words[i + 2]);
      if (words[i + 1] == ">" && source && destination)
        packets.push_back({*source, *destination, where});
    }
  });
  return packets;
}

}  // namespace hopproof::imports
