#include "harness/case/prints/print_kind.hh"

#include "harness/base/address.hh"
#include "harness/base/text.hh"
#include "harness/case/prints/print.hh"

#include <algorithm>
#include <array>

namespace hopproof {
namespace {

struct KindText {
  PrintKind kind;
  std::string_view name, key;
};
constexpr auto kind_texts = std::to_array<KindText>({
    {PrintKind::unknown, "no print that is known", ""},
    {PrintKind::ipvsadm_listing, "an `ipvsadm -Ln` listing", "ipvs"},
    {PrintKind::ipvsadm_lines, "lines of ipvsadm", "ipvs"},
    {PrintKind::ipvsadm_connections, "a list of IPVS's connections (`ipvsadm -Lnc`)", ""},
    {PrintKind::iptables_listing, "an `iptables -nvL` listing", "iptables"},
    {PrintKind::ip6tables_listing, "an `ip6tables -nvL` listing", "ip6tables"},
    {PrintKind::iptables_lines, "rules of iptables", "iptables"},
    {PrintKind::nft_ruleset, "a ruleset of nft", "nftables"},
    {PrintKind::ipset_lines, "lines of ipset", "ipset"},
    {PrintKind::ipset_listing, "an `ipset list` listing", "ipset"},
    {PrintKind::ip_addresses, "a list of interfaces and addresses (`ip addr`)", "interfaces"},
    {PrintKind::ip_links, "a list of interfaces (`ip link`)", "interfaces"},
    {PrintKind::ip_routes, "a list of routes (`ip route`)", "routes"},
    {PrintKind::ip_rules, "a list of policy rules (`ip rule`)", "rules"},
    {PrintKind::neighbours, "a list of neighbours (`ip neigh`)", ""},
    {PrintKind::sysctls, "a list of sysctls", "sysctls"},
    {PrintKind::routing_tables, "a list of routing tables (rt_tables)", ""},
    {PrintKind::ldirectord, "a configuration of ldirectord", ""},
    {PrintKind::keepalived, "a configuration of keepalived", ""},
    {PrintKind::tcpdump, "packets as tcpdump prints them", ""},
    {PrintKind::json, "a text in JSON", ""},
});

const KindText& text_of(PrintKind kind) {
  const auto* found = std::ranges::find(kind_texts, kind, &KindText::kind);
  return found == kind_texts.end() ? kind_texts.front() : *found;
}

bool is_one_of(std::string_view word, std::string_view list) {
  const std::vector<std::string_view> words = words_of(list);
  return std::ranges::find(words, word) != words.end();
}

bool is_number_and_colon(std::string_view word) {
  return word.size() > 1 && word.ends_with(':') &&
         parse_number(word.substr(0, word.size() - 1), 1u << 30).has_value();
}

bool is_network(std::string_view word) { return Cidr::parse(word).has_value(); }

/// A row of `ipvsadm -Ln`, its header or its servers.
bool is_ipvs_row(const PrintLine& line) {
  const std::string_view first = line.word(0);
  if ((first == "IP" && line.word(1) == "Virtual") ||
      (first == "Timeout" && line.word(1) == "(tcp"))
    return true;
  if (first == "Prot" || first == "->") return true;
  const bool service =
      is_one_of(first, "TCP UDP SCTP") && line.word(1).find(':') != std::string_view::npos;
  const bool is_connection = is_network(line.word(4).substr(0, line.word(4).find(':')));
  return (service && !is_connection) || (first == "FWM" && parse_number(line.word(1), 0xffffffff));
}

bool is_ipvs_connection(const PrintLine& line) {
  if ((line.word(0) == "IPVS" && line.word(1) == "connection") ||
      (line.word(0) == "pro" && line.word(1) == "expire"))
    return true;
  return is_one_of(line.word(0), "TCP UDP SCTP IP") && Endpoint::parse(line.word(3)) &&
         Endpoint::parse(line.word(4)) && Endpoint::parse(line.word(5));
}

/// The row of a rule: two addresses in a row, counters or a target before them.
bool is_listed_rule(const PrintLine& line) {
  for (size_t i = 2; i + 1 < line.words.size(); ++i) {
    const std::string_view protocol_option = line.words[i - 1];
    const bool before = is_one_of(protocol_option, "-- -f !f") || i >= 5;
    if (before && is_network(trimmed(line.words[i], "!")) &&
        is_network(trimmed(line.words[i + 1], "!")))
      return true;
  }
  return false;
}

bool is_iptables_line(const PrintLine& line) {
  std::string_view first = line.word(0);
  if (line.text == "COMMIT" || is_one_of(first, "*nat *filter *mangle *raw *security")) return true;
  if (first.starts_with(':') && first.size() > 1 && is_one_of(line.word(1), "ACCEPT DROP -"))
    return true;
  size_t next = 0;
  if (first.starts_with('[') && first.ends_with(']')) ++next;
  if (is_one_of(line.word(next), "iptables ip6tables")) return true;
  if (is_one_of(line.word(next), "-t --table")) next += 2;
  const bool command =
      is_one_of(line.word(next), "-A -I -N -P -D -F -X --append --insert --policy --new-chain");
  const std::string_view chain = line.word(next + 1);
  const bool is_chain =
      !chain.empty() && !chain.starts_with('-') && chain.find(':') == std::string_view::npos;
  const bool is_set = is_one_of(line.word(next + 2), "hash:ip hash:net") ||
                      line.word(next + 2).starts_with("hash:");
  return command && is_chain && !is_set;
}

bool is_ipvsadm_line(const PrintLine& line) {
  if (line.word(0) == "ipvsadm") return true;
  const bool command = is_one_of(line.word(0), "-A -a -E -e --add-service --add-server");
  return command &&
         is_one_of(line.word(1),
                   "-t -u -f --tcp-service --udp-service --fwmark-service --sctp-service");
}

bool is_interface_row(const PrintLine& line) {
  if (line.word(1).starts_with("flags=") || line.word(2).starts_with("encap:")) return true;
  return is_number_and_colon(line.word(0)) &&
         (line.word(2).starts_with('<') || is_one_of(line.word(2), "inet inet6"));
}

bool is_address_row(const PrintLine& line) {
  return is_one_of(line.word(0), "inet inet6") && !line.word(1).empty();
}

bool is_route_row(const PrintLine& line) {
  if ((line.word(0) == "Kernel" && line.word(2) == "routing") ||
      (line.word(0) == "Destination" && line.word(1) == "Gateway"))
    return true;
  const bool typed =
      is_one_of(line.word(0), "unreachable blackhole prohibit local broadcast multicast");
  const size_t at = typed ? 1 : 0;
  const std::string_view network = line.word(at);
  if (network == "default") return is_one_of(line.word(at + 1), "via dev proto nhid table");
  if (is_network(network) && typed) return true;
  return is_network(network) &&
         (line.word(at + 1) == "via" || (line.word(at + 1) == "dev" && !line.has("lladdr") &&
                                         !line.has("FAILED") && !line.has("INCOMPLETE")));
}

bool is_rule_row(const PrintLine& line) {
  return is_number_and_colon(line.word(0)) && is_one_of(line.word(1), "from not") &&
         (line.has("lookup") || line.has("table") || line.has("unreachable") ||
          line.has("blackhole") || line.has("prohibit"));
}

bool is_neighbour_row(const PrintLine& line) {
  const bool known = line.has("lladdr") || is_one_of(line.words.back(), "FAILED INCOMPLETE");
  const bool arp = line.has("ether") || line.has("[ether]") || line.has("(incomplete)");
  return (is_network(line.word(0)) && line.word(1) == "dev" && known) ||
         (arp && (is_network(line.word(0)) || line.word(0) == "?"));
}

bool is_sysctl_row(const PrintLine& line) {
  const std::string_view name = line.word(0);
  const bool dotted =
      is_one_of(name.substr(0, name.find('.')), "net kernel vm fs dev debug user abi") &&
      name.find('.') != std::string_view::npos;
  return (dotted && line.text.find_first_of("=:") != std::string_view::npos) ||
         name.starts_with("/proc/sys/net/");
}

bool is_ipset_row(const PrintLine& line) {
  const size_t at = line.word(0) == "ipset" ? 1 : 0;
  if (line.word(at) == "create" || line.word(at) == "-N")
    return line.word(at + 2).find(':') != std::string_view::npos;
  return (line.word(at) == "add" || (at == 1 && line.word(at) == "-A")) &&
         !line.word(at + 2).empty();
}

bool is_nft_row(const PrintLine& line) {
  return line.word(0) == "table" && line.words.size() == 4 && line.word(3) == "{";
}

bool is_keepalived_row(const PrintLine& line) {
  return is_one_of(
      line.word(0),
      "virtual_server real_server vrrp_instance virtual_server_group global_defs vrrp_script "
      "virtual_ipaddress vrrp_sync_group lb_algo lb_kind delay_loop sorry_server");
}

bool is_ldirectord_row(const PrintLine& line) {
  const std::string_view key = line.text.substr(0, line.text.find('='));
  return key.size() != line.text.size() &&
         is_one_of(trimmed(key),
                   "virtual virtual6 real real6 checktimeout checkinterval quiescent");
}

bool is_tcpdump_row(const PrintLine& line) {
  if (line.text.starts_with("listening on ") && line.has("link-type")) return true;
  for (size_t i = 1; i < 4 && i + 1 < line.words.size(); ++i) {
    if (is_one_of(line.words[i], "IP IP6") && line.has(">")) return true;
  }
  return false;
}

bool is_set_header(const PrintLine& line) {
  return line.word(0) == "Members:" ||
         (line.word(0) == "Type:" && line.word(1).find(':') != std::string_view::npos);
}

/// "255	local": of a list of routing tables.
bool is_table_row(const PrintLine& line) {
  return line.words.size() == 2 && parse_number(line.word(0), 0xffffffff) &&
         is_one_of(line.word(1), "local main default unspec");
}

bool is_chain_header(const PrintLine& line) {
  return line.word(0) == "Chain" &&
         (line.word(2) == "(policy" || line.word(3).starts_with("references"));
}

struct Telltale {
  PrintKind kind;
  bool (*tells)(const PrintLine&);
};
constexpr auto telltales = std::to_array<Telltale>({
    {PrintKind::ipvsadm_connections, is_ipvs_connection},
    {PrintKind::ipvsadm_listing, is_ipvs_row},
    {PrintKind::ipvsadm_lines, is_ipvsadm_line},
    {PrintKind::iptables_listing, is_chain_header},
    {PrintKind::iptables_listing, is_listed_rule},
    {PrintKind::iptables_lines, is_iptables_line},
    {PrintKind::nft_ruleset, is_nft_row},
    {PrintKind::ipset_listing, is_set_header},
    {PrintKind::ipset_lines, is_ipset_row},
    {PrintKind::ip_addresses, is_address_row},
    {PrintKind::ip_links, is_interface_row},
    {PrintKind::ip_rules, is_rule_row},
    {PrintKind::neighbours, is_neighbour_row},
    {PrintKind::ip_routes, is_route_row},
    {PrintKind::routing_tables, is_table_row},
    {PrintKind::sysctls, is_sysctl_row},
    {PrintKind::ldirectord, is_ldirectord_row},
    {PrintKind::keepalived, is_keepalived_row},
    {PrintKind::tcpdump, is_tcpdump_row},
});

PrintKind kind_of(const PrintLine& line) {
  for (const Telltale& one : telltales) {
    if (one.tells(line)) return one.kind;
  }
  return PrintKind::unknown;
}

/// "::/0" in a rule, or addresses of IPv6 in its columns.
bool is_v6_rule(const PrintLine& line) {
  return is_listed_rule(line) && std::ranges::any_of(line.words, [](std::string_view word) {
           const auto cidr = Cidr::parse(trimmed(word, "!"));
           return cidr && !cidr->address.is_v4();
         });
}

}  // namespace

PrintKind what_is_line(std::string_view line) {
  const std::vector<PrintLine> lines = print_lines(line);
  return lines.empty() ? PrintKind::unknown : kind_of(lines.front());
}

PrintKind what_is_it(std::string_view text) {
  const std::vector<PrintLine> lines = print_lines(text);
  if (lines.empty()) return PrintKind::unknown;
  if (lines.front().text.front() == '{' || lines.front().text.starts_with("[{"))
    return PrintKind::json;
  PrintKind kind = PrintKind::unknown;
  for (const PrintLine& line : lines) {
    const PrintKind found = kind_of(line);
    const bool is_link = kind == PrintKind::ip_links;
    if (kind == PrintKind::unknown) kind = found;
    if (is_link && found == PrintKind::ip_addresses) return PrintKind::ip_addresses;
    if (kind == PrintKind::iptables_listing && is_v6_rule(line))
      return PrintKind::ip6tables_listing;
    const bool decided = kind != PrintKind::unknown && kind != PrintKind::ip_links &&
                         kind != PrintKind::iptables_listing;
    if (decided) break;
  }
  return kind;
}

std::string_view name_of(PrintKind kind) { return text_of(kind).name; }
std::string_view node_key_of(PrintKind kind) { return text_of(kind).key; }

}  // namespace hopproof
