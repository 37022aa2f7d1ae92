#include "harness/case/iptables/iptables_protocol.hh"

#include "harness/base/address.hh"
#include "harness/base/text.hh"

#include <algorithm>
#include <span>

namespace hopproof {
namespace {

struct Numbered {
  std::string_view name;
  int number;
};

/// Where one number has two names, the first is the one we keep.
constexpr Numbered protocols[] = {
    {"all", 0},    {"icmp", 1},    {"igmp", 2},       {"ipencap", 4},   {"ipip", 4},
    {"tcp", 6},    {"udp", 17},    {"dccp", 33},      {"gre", 47},      {"esp", 50},
    {"ah", 51},    {"icmpv6", 58}, {"ipv6-icmp", 58}, {"ospf", 89},     {"pim", 103},
    {"vrrp", 112}, {"sctp", 132},  {"mh", 135},       {"udplite", 136},
};

/// The services of /etc/services that stand in real rule sets; numbers do for the others.
constexpr Numbered services[] = {
    {"ftp-data", 20}, {"ftp", 21},          {"ssh", 22},    {"telnet", 23},     {"smtp", 25},
    {"domain", 53},   {"bootps", 67},       {"bootpc", 68}, {"tftp", 69},       {"http", 80},
    {"pop3", 110},    {"sunrpc", 111},      {"ntp", 123},   {"imap2", 143},     {"snmp", 161},
    {"bgp", 179},     {"ldap", 389},        {"https", 443}, {"syslog", 514},    {"submission", 587},
    {"ldaps", 636},   {"domain-s", 853},    {"imaps", 993}, {"pop3s", 995},     {"nfs", 2049},
    {"mysql", 3306},  {"postgresql", 5432}, {"sip", 5060},  {"http-alt", 8080},
};

std::vector<std::string> names_of(std::span<const Numbered> all) {
  std::vector<std::string> names;
  for (const Numbered& one : all) names.emplace_back(one.name);
  return names;
}

}  // namespace

std::optional<std::string> protocol_name(std::string_view word) {
  const std::string name = lowered(word);
  const auto number = parse_number(word, 255);
  for (const Numbered& known : protocols) {
    if (known.name != name && !(number && int(*number) == known.number)) continue;
    return std::string(std::ranges::find(protocols, known.number, &Numbered::number)->name);
  }
  if (!number) return std::nullopt;
  return name;
}

const std::vector<std::string>& protocol_names() {
  static const std::vector<std::string> names = names_of(protocols);
  return names;
}

std::optional<int> port_number(std::string_view word) {
  if (const auto number = parse_number(word, 65535)) return int(*number);
  const auto* known = std::ranges::find(services, word, &Numbered::name);
  if (known == std::end(services)) return std::nullopt;
  return known->number;
}

const std::vector<std::string>& service_names() {
  static const std::vector<std::string> names = names_of(services);
  return names;
}

}  // namespace hopproof
